package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.DiskImage;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writable folders on top of layers, {@code snapshots/OWNER/upper} and {@code work}; with a limit, the same two in a file system of
 * their own in {@code snapshots/OWNER/disk}. Making and removing an unchanged one
 * is part of every container's start and end: a handful of kernel calls and nothing else.
 */
final class Snapshots {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final String UPPER = "upper";
    private static final String WORK = "work";
    private static final String DISK = "disk";
    private static final int OWNER_ONLY = 0700;
    private static final int ROOT_MODE = 0755;

    private final Path root;
    private final DirFd folder;

    Snapshots(Path root) {
        this.root = root.resolve("snapshots");
        this.folder = LayerFiles.folder(root, "snapshots");
    }

    Snapshot make(String owner, IdRange ids, DiskLimit limit) {
        checkOwner(owner);
        try {
            folder.mkdir(owner, OWNER_ONLY);
        } catch (KernelException e) {
            if (e.errno() == Errno.EEXIST) {
                throw EngineException.conflict("'" + owner + "' has a snapshot already");
            }
            throw e;
        }
        if (limit.limited()) {
            makeDisk(owner, ids, limit);
        } else {
            try (DirFd own = folder.beneath(owner)) {
                Step.before("snapshot: fill the folder");
                fill(own, ids);
            }
        }
        return at(owner);
    }

    private void makeDisk(String owner, IdRange ids, DiskLimit limit) {
        Path disk = root.resolve(owner).resolve(DISK);
        try {
            SnapshotDisk.make(disk, limit);
            try (DirFd own = DirFd.of(DiskImage.mount(disk))) {
                fill(own, ids);
            }
        } catch (RuntimeException e) {
            TreeRemoval.remove(folder, owner);
            throw e;
        }
    }

    private static void fill(DirFd own, IdRange ids) {
        own.mkdir(WORK, OWNER_ONLY);
        own.mkdir(UPPER, ROOT_MODE);
        own.chown(UPPER, ids.base(), ids.base());
        own.chmod(UPPER, ROOT_MODE);
    }

    Snapshot find(String owner) {
        checkOwner(owner);
        if (folder.find(owner).isEmpty()) {
            throw EngineException.notFound("'" + owner + "' has no snapshot");
        }
        return at(owner);
    }

    private static void checkOwner(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw EngineException.invalid("'" + owner + "' cannot own a snapshot: not an id");
        }
    }

    private Snapshot at(String owner) {
        Path own = root.resolve(owner);
        Path disk = own.resolve(DISK);
        return Files.exists(disk)
                ? new Snapshot(owner, Path.of(UPPER), Path.of(WORK), disk)
                : new Snapshot(owner, own.resolve(UPPER), own.resolve(WORK), null);
    }

    List<String> owners() {
        return folder.names();
    }

    /** The folder of all snapshots; still owned by this. */
    DirFd folder() {
        return folder;
    }

    /** Moves the upper folder of {@code owner} to {@code name} in {@code into}. */
    void moveUpper(String owner, DirFd into, String name) {
        checkOwner(owner);
        try (DirFd own = folder.beneath(owner)) {
            own.rename(UPPER, into, name);
        }
    }

    /** Removes a snapshot in which nothing was written; false when there is something. */
    boolean removeUnchanged(String owner) {
        checkOwner(owner);
        try (DirFd own = folder.beneath(owner)) {
            if (!own.rmdirIfEmpty(UPPER)) {
                return false;
            }
            // What overlayfs makes in its work folder.
            try (DirFd work = own.beneath(WORK)) {
                if (!work.rmdirIfEmpty(WORK)) {
                    return false;
                }
            }
            return own.rmdirIfEmpty(WORK) && folder.rmdirIfEmpty(owner);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return folder.find(owner).isEmpty();
            }
            throw e;
        }
    }
}
