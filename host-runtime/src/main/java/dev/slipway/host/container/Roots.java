package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.mount.LayerView;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens containers' roots by descriptor, for what is done to their files from outside. */
final class Roots {
    /** On disk as the container sees them: volumes and binds are mounted with their ids mapped. */
    private static final IdRange AS_INSIDE = new IdRange(0, 0xFFFF_FFFFL);

    private final Neighbours neighbours;
    private final ContainerFiles files;

    Roots(Neighbours neighbours, ContainerFiles files) {
        this.neighbours = neighbours;
        this.files = files;
    }

    /** The ids its files belong to. */
    IdRange ids(ContainerRecord record) {
        return SpecAssembly.ids(record.host(), neighbours.tenants().of(record.tenant()));
    }

    /**
     * Where {@code path} is. What lies in a volume or bind is reached in its folder: a running container's mount of it shows
     * other ids, under which the engine can make no file, and a stopped one has none.
     */
    Place at(LiveContainer container, String path, boolean writing) {
        String plain = ("/" + path).replaceAll("/+", "/");
        MountPoint mount = mountOf(container.record(), plain, writing);
        if (mount == null) {
            DirFd root = live(container);
            return new Place(root, plain, ids(container.record()));
        }
        if (writing && mount.readOnly()) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN, "cannot write to " + path + ": it is mounted read-only in the container");
        }
        DirFd folder = DirFd.open(Path.of(mount.source()));
        return new Place(folder, plain.substring(mount.destination().length()), AS_INSIDE);
    }

    /** The innermost mounted folder below which {@code path} is; when writing, also the one that it is. */
    private static @Nullable MountPoint mountOf(ContainerRecord record, String path, boolean writing) {
        return record.mounts().stream()
                .filter(point ->
                        path.startsWith(point.destination() + "/") || (writing && path.equals(point.destination())))
                .filter(point -> point.isMounted()
                        && !point.type().equals(MountPoint.TMPFS)
                        && Path.of(point.source()).toFile().isDirectory())
                .max(Comparator.comparingInt(point -> point.destination().length()))
                .orElse(null);
    }

    /**
     * A path in a tree.
     *
     * @param ids host ids that are the container's in this tree
     */
    record Place(DirFd root, String path, IdRange ids) implements AutoCloseable {
        @Override
        public void close() {
            root.close();
        }
    }

    /** What the container changed in its image's files, by path. */
    List<FileChange> changes(ContainerRecord record) {
        var snapshot = neighbours.layers().find(record.id());
        Path empty = ContainerFiles.make(files.emptyFolder());
        try (DirFd image = DirFd.of(LayerView.mount(lower(record), empty));
                DirFd upper = snapshot.open()) {
            return new ChangedFiles(image, upper).list();
        }
    }

    /** What the container itself sees, volumes included, while it runs; else its own files, to be changed. */
    DirFd live(LiveContainer container) {
        RunningContainer running = container.running();
        if (running != null) {
            Path root = Path.of("/proc/" + running.first().pid() + "/root");
            DirFd seen = DirFd.of(Descriptors.open(root, Descriptors.PATH_ONLY));
            if (!running.first().exit().isDone()) {
                return seen;
            }
            // The number may be another process's by now.
            seen.close();
            throw EngineException.conflict("container " + container.id() + " is ending: try again");
        }
        return DirFd.of(mount(container.record(), true));
    }

    /** Its own files without anything mounted over them, to be read. */
    DirFd plain(ContainerRecord record) {
        return DirFd.of(mount(record, false));
    }

    private Fd mount(ContainerRecord record, boolean writable) {
        var snapshot = neighbours.layers().find(record.id());
        IdRange ids = ids(record);
        @Nullable IdRange mapped = ids.base() == 0 ? null : ids;
        return neighbours.starter().root(snapshot.on(lower(record), false), mapped, writable);
    }

    private List<Path> lower(ContainerRecord record) {
        return record.layers().reversed().stream().map(neighbours.layers()::dir).toList();
    }
}
