package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.layer.TarEntry.Extent;
import dev.slipway.host.layer.TarEntry.Type;
import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts the members of an archive into a folder, by descriptors only: whatever the archive says, nothing outside the
 * folder is opened, changed or linked to.
 *
 * <p>Device nodes are left out: containers get their devices from the engine, and a file that opens the host's disk
 * has no place in a layer.
 */
public final class Unpacker implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int OWNER_ONLY = 0600;

    private final DirFd root;
    private final Owners owners;
    private final boolean whiteouts;
    private final boolean whole;
    private final Parents parents;
    private final FolderTimes times;
    private final FileAttributes attributes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final NativeMemory memory = NativeMemory.collected(BUFFER_BYTES);
    private Runnable check = () -> {};
    private boolean keepsKinds;
    private long bytes;
    private long entries;

    /** @param whole whether the archive decides about the root's own owner, mode and time */
    private Unpacker(DirFd root, Owners owners, boolean whiteouts, boolean whole, FolderTimes times) {
        this.root = root;
        this.owners = owners;
        this.whiteouts = whiteouts;
        this.whole = whole;
        this.parents = new Parents(root, owners);
        this.times = times;
        this.attributes = new FileAttributes(owners);
    }

    /** For an image's layer: owners as they are, removals noted as overlayfs wants them. */
    static Unpacker layer(DirFd root, FolderTimes times) {
        return new Unpacker(root, Owners.SAME, true, true, times);
    }

    /**
     * For files given to a container or build step: owners in its range, removal marks are ordinary names, and the folder they are
     * put in stays as it is, whatever the archive says of {@code ./}, as with Docker.
     */
    public static Unpacker files(DirFd root, dev.slipway.host.spec.IdRange ids) {
        return new Unpacker(root, Owners.of(ids), false, false, FolderTimes.inMemory());
    }

    /** Like {@link #files}, everything owned by one user of the container. */
    public static Unpacker filesOf(DirFd root, dev.slipway.host.spec.IdRange ids, long uid, long gid) {
        return new Unpacker(root, Owners.of(ids, uid, gid), false, false, FolderTimes.inMemory());
    }

    /** Lets no folder give way to a file, and no file to a folder; 400 for an archive that wants that. */
    public Unpacker keepingKinds() {
        keepsKinds = true;
        return this;
    }

    /** Like {@link #files}, owners as they are. */
    static Unpacker unshifted(DirFd root) {
        return new Unpacker(root, Owners.SAME, false, true, FolderTimes.inMemory());
    }

    /** Sizes of the regular files so far. */
    public long bytes() {
        return bytes;
    }

    /**
     * Unpacks the rest of {@code tar}.
     *
     * @param check called before each member and each piece of its data; throws to stop
     */
    public void run(TarReader tar, UnpackLimits limits, Runnable check) throws IOException {
        this.check = check;
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (++entries > limits.maxEntries()) {
                throw EngineException.invalid(
                        "cannot unpack the archive: it has more than " + limits.maxEntries() + " members");
            }
            check.run();
            put(entry, tar);
        }
        finish();
    }

    private void put(TarEntry entry, TarReader tar) throws IOException {
        EntryPath path = EntryPath.clean(entry.name());
        if (path.isRoot()) {
            putRoot(entry);
        } else if (whiteouts && path.name().startsWith(OverlayMark.WHITEOUT)) {
            putMark(path);
        } else {
            DirFd parent = parents.folder(path.parent());
            if (keepsKinds) {
                refuseOtherKind(parent, path, entry);
            }
            putMember(parent, path, entry, tar);
        }
    }

    private void refuseOtherKind(DirFd parent, EntryPath path, TarEntry entry) {
        Optional<Stat> there = parent.find(path.name());
        boolean folder = entry.type() == Type.FOLDER;
        if (there.isEmpty() || folder == (there.get().isDirectory() || (folder && keepsFolder(path, there.get())))) {
            return;
        }
        throw EngineException.invalid(
                folder
                        ? "cannot overwrite non-directory \"" + path + "\" with directory \"" + path + "\""
                        : "cannot overwrite directory \"" + path + "\" with non-directory \"" + path + "\"");
    }

    private void putRoot(TarEntry entry) {
        if (whole && entry.type() == Type.FOLDER) {
            root.chown(owners.uid(entry.uid()), owners.gid(entry.gid()));
            root.chmod(entry.mode());
            times.add("", entry.mtimeSeconds(), entry.mtimeNanos());
        }
    }

    private void putMark(EntryPath path) {
        if (path.name().equals(OverlayMark.OPAQUE_FOLDER)) {
            OverlayMark.opaque(parents.folder(path.parent()));
            return;
        }
        String removed = path.name().substring(OverlayMark.WHITEOUT.length());
        boolean none = path.name().startsWith(OverlayMark.RESERVED)
                || removed.isEmpty()
                || removed.equals(".")
                || removed.equals("..");
        if (!none) {
            noteRemoval(parents.folder(path.parent()), removed);
        }
    }

    /** A mark hides what lower layers have, not what this layer brings, whichever of the two comes first. */
    private static void noteRemoval(DirFd parent, String name) {
        Optional<Stat> own = parent.find(name);
        if (own.isEmpty()) {
            OverlayMark.whiteout(parent, name);
        } else if (own.get().isDirectory()) {
            try (DirFd folder = parent.beneath(name)) {
                OverlayMark.opaque(folder);
            }
        }
    }

    private void putMember(DirFd parent, EntryPath path, TarEntry entry, TarReader tar) throws IOException {
        String name = path.name();
        switch (entry.type()) {
            case FOLDER -> putFolder(parent, path, entry);
            case FILE -> {
                putFile(parent, name, entry, tar);
                bytes += entry.bytes();
            }
            case SYMLINK -> {
                replacing(parent, name, n -> parent.symlink(entry.linkName(), n));
                attributes.setOwner(parent, name, entry);
                attributes.setTime(parent, name, entry);
            }
            case HARD_LINK -> putLink(parent, name, entry);
            case FIFO -> {
                replacing(parent, name, n -> parent.mknod(n, Stat.FIFO | OWNER_ONLY, 0, 0));
                attributes.setAll(parent, name, entry);
            }
            case CHAR_DEVICE, BLOCK_DEVICE -> {
                // Left out, see above.
            }
        }
    }

    private void putFolder(DirFd parent, EntryPath path, TarEntry entry) {
        String name = path.name();
        Optional<Stat> there = parent.find(name);
        boolean keeps = there.isPresent() && keepsFolder(path, there.get());
        if (keeps && there.get().isSymlink()) {
            return;
        }
        if (there.isPresent() && whiteouts && there.get().isWhiteout()) {
            OverlayMark.folderOverWhiteout(parent, name);
        } else if (!keeps) {
            replacing(parent, name, n -> parent.mkdir(n, 0700));
        }
        attributes.setOwner(parent, name, entry);
        parent.chmod(name, entry.mode());
        attributes.setXattrs(parent, name, entry);
        times.add(path.toString(), entry.mtimeSeconds(), entry.mtimeNanos());
    }

    /** Files given to a container go through its links ({@code lib -> usr/lib}); a layer's folder replaces a link. */
    private boolean keepsFolder(EntryPath path, Stat there) {
        if (there.isDirectory()) {
            return true;
        }
        if (whiteouts || !there.isSymlink()) {
            return false;
        }
        try (DirFd target = parents.existing(path.toString())) {
            return target != null;
        }
    }

    private void putFile(DirFd parent, String name, TarEntry entry, TarReader tar) throws IOException {
        int[] made = {-1};
        replacing(parent, name, n -> made[0] = parent.create(n, OWNER_ONLY).release());
        try (DataFile file = DataFile.of(new dev.slipway.host.linux.Fd(made[0], name))) {
            List<Extent> extents = entry.extents() == null ? List.of(new Extent(0, entry.bytes())) : entry.extents();
            for (Extent extent : extents) {
                copy(tar, file, extent);
            }
            if (entry.extents() != null) {
                file.truncate(entry.bytes());
            }
        }
        attributes.setAll(parent, name, entry);
    }

    private void copy(TarReader tar, DataFile file, Extent extent) throws IOException {
        long done = 0;
        while (done < extent.length()) {
            int n = tar.read(buffer, 0, (int) Math.min(buffer.length, extent.length() - done));
            check.run();
            memory.put(0, buffer, 0, n);
            file.write(memory, n, extent.offset() + done);
            done += n;
        }
    }

    private void putLink(DirFd parent, String name, TarEntry entry) {
        EntryPath target = EntryPath.clean(entry.linkName());
        try (DirFd folder = target.isRoot() ? null : parents.existing(target.parent())) {
            Optional<Stat> there = folder == null ? Optional.empty() : folder.find(target.name());
            if (folder == null || there.isEmpty() || there.get().isDirectory()) {
                throw EngineException.invalid("cannot unpack link '" + entry.name() + "': there is no file '"
                        + entry.linkName() + "' in the archive before it");
            }
            boolean same = parent.find(name)
                    .filter(own -> own.inode() == there.get().inode())
                    .isPresent();
            if (!same) {
                replacing(parent, name, n -> folder.link(target.name(), parent, n));
            }
        }
    }

    /** Makes a new file; what has its name already gives way. */
    private static void replacing(DirFd parent, String name, Consumer<String> make) {
        try {
            make.accept(name);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            TreeRemoval.remove(parent, name);
            make.accept(name);
        }
    }

    /** Folders' times last: each file put into a folder changes its time. */
    private void finish() throws IOException {
        times.replay((path, seconds, nanos) -> {
            try (DirFd folder = parents.existing(path)) {
                if (folder != null) {
                    folder.touch(seconds, nanos);
                }
            }
        });
    }

    @Override
    public void close() {
        parents.close();
        memory.close();
    }
}
