package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.Roots.Place;
import dev.slipway.host.layer.Decompression;
import dev.slipway.host.layer.FileArchive;
import dev.slipway.host.layer.TarReader;
import dev.slipway.host.layer.UnpackLimits;
import dev.slipway.host.layer.Unpacker;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.start.Identity;
import dev.slipway.host.start.UserLookup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files carried into and out of containers ({@code docker cp}). Paths are the container's and resolved inside its root by
 * the kernel; nothing is mounted for it and nothing of the container is run.
 */
public final class Archives {
    private final Roster roster;
    private final Roots roots;
    private final ContainerEvents events;

    Archives(Roster roster, Roots roots, ContainerEvents events) {
        this.roster = roster;
        this.roots = roots;
        this.events = events;
    }

    /**
     * What is at a path, its last part not followed.
     *
     * @param name its last part
     * @param linkTarget where a symbolic link points, "" for everything else
     */
    public record Found(String name, Stat stat, String linkTarget) {}

    /** 404 when there is nothing at {@code path}. */
    public Found find(String tenant, String nameOrId, String path) {
        LiveContainer container = roster.require(tenant, nameOrId);
        return at(container, path, false, place -> {
            InsidePath inside = InsidePath.of(place.path());
            try (DirFd folder = place.root().inRoot(inside.folder())) {
                if (inside.isFolder()) {
                    return new Found(inside.name(), folder.stat(), "");
                }
                Stat stat = folder.stat(inside.name());
                return new Found(inside.name(), stat, stat.isSymlink() ? folder.readLink(inside.name()) : "");
            }
        });
    }

    /** Writes what is at {@code path} as an archive whose first member has the path's last part as its name. */
    public void read(String tenant, String nameOrId, String path, OutputStream out) throws IOException {
        LiveContainer container = roster.require(tenant, nameOrId);
        at(container, path, false, place -> {
            InsidePath inside = InsidePath.of(place.path());
            try (DirFd folder = place.root().inRoot(inside.folder());
                    FileArchive archive = new FileArchive(out, place.ids())) {
                if (inside.isFolder()) {
                    archive.writeFolder(folder, inside.name());
                } else {
                    archive.write(folder, inside.name(), inside.name());
                }
                archive.finish();
            }
            return place;
        });
        events.publish(container, "archive-path", Map.of("path", path));
    }

    /**
     * How an archive is unpacked.
     *
     * @param keepKinds whether a folder may not give way to a file, nor a file to a folder
     * @param toUser whether everything is given to the container's user, where it has one
     */
    public record Unpacking(boolean keepKinds, boolean toUser) {
        /** As the archive says. */
        static final Unpacking PLAIN = new Unpacking(false, false);
    }

    /** Unpacks {@code archive}, plain or compressed, into the folder at {@code path}, which must exist. */
    public void write(String tenant, String nameOrId, String path, Unpacking how, InputStream archive)
            throws IOException {
        LiveContainer container = roster.require(tenant, nameOrId);
        Optional<Identity> owner = how.toUser() ? user(container) : Optional.empty();
        at(container, path, true, place -> {
            try (DirFd folder = place.root().inRoot(InsidePath.of(place.path()).whole());
                    Unpacker unpacker = unpacker(folder, place, owner);
                    InputStream plain = Decompression.open(archive);
                    TarReader tar = new TarReader(plain)) {
                if (how.keepKinds()) {
                    unpacker.keepingKinds();
                }
                unpacker.run(tar, UnpackLimits.DEFAULT, () -> {});
            }
            return place;
        });
        events.publish(container, "extract-to-dir", Map.of("path", path));
    }

    private static Unpacker unpacker(DirFd folder, Place place, Optional<Identity> owner) {
        return owner.map(user -> Unpacker.filesOf(folder, place.ids(), user.uid(), user.gid()))
                .orElseGet(() -> Unpacker.files(folder, place.ids()));
    }

    /** The container's user, by its own user files; empty when it has none and files keep their owners. */
    private Optional<Identity> user(LiveContainer container) {
        String user = container.record().run().user();
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        try (DirFd root = roots.plain(container.record())) {
            return Optional.of(new UserLookup(root.fd()).find(user, List.of()));
        }
    }

    /**
     * Acts where {@code path} is. A container that does not run is not started meanwhile: its root is mounted here, and two
     * mounts must not share the writable folder.
     */
    private <T> T at(LiveContainer container, String path, boolean writing, Act<T> act) {
        container.lock.lock();
        try {
            Place place = roots.at(container, path, writing);
            if (container.running() != null) {
                // What runs has its own mount: whoever copies much must not keep it from being stopped.
                container.lock.unlock();
            }
            try (place) {
                return act.in(place);
            }
        } catch (KernelException e) {
            throw translated(e, container, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (container.lock.isHeldByCurrentThread()) {
                container.lock.unlock();
            }
        }
    }

    private interface Act<T> {
        T in(Place place) throws IOException;
    }

    private static EngineException translated(KernelException e, LiveContainer container, String path) {
        if (e.errno() == Errno.ENOENT) {
            return EngineException.notFound("Could not find the file " + path + " in container " + container.name());
        }
        if (e.errno() == Errno.ENOTDIR) {
            return EngineException.invalid("extraction point is not a directory: " + path);
        }
        if (e.errno() == Errno.EROFS) {
            return new EngineException(
                    ErrorKind.FORBIDDEN, "cannot write to " + path + ": it is mounted read-only in the container", e);
        }
        return EngineException.internal("cannot copy at " + path + ": " + e.getMessage(), e);
    }
}
