package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Rootfs;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens containers' roots by descriptor, for what is done to their files from outside. */
final class Roots {
    private final Neighbours neighbours;

    Roots(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** The ids its files belong to. */
    IdRange ids(ContainerRecord record) {
        return SpecAssembly.ids(record.host(), neighbours.tenants().of(record.tenant()));
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
        List<Path> lower = record.layers().reversed().stream()
                .map(neighbours.layers()::dir)
                .toList();
        IdRange ids = ids(record);
        @Nullable IdRange mapped = ids.base() == 0 ? null : ids;
        return neighbours.starter().root(new Rootfs(lower, snapshot.upper(), snapshot.work(), false), mapped, writable);
    }
}
