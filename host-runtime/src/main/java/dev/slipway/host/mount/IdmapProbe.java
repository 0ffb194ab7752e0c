package dev.slipway.host.mount;

import dev.slipway.host.launch.Launcher;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Path;

/** Whether the file system below a folder can be shown with other ids; decided by doing it, on a mount nobody sees. */
public final class IdmapProbe {
    /** Any range that is not the host's own ids. */
    private static final IdRange RANGE = new IdRange(1 << 20, 1 << 16);

    private IdmapProbe() {}

    /** @throws KernelException EINVAL when the file system cannot; IllegalStateException when user namespaces cannot be made */
    public static void tryOn(Path folder) {
        try (Launcher launcher = new Launcher();
                IdMappings mappings = new IdMappings(launcher);
                Fd namespace = mappings.of(RANGE);
                Fd mount = Mounts.cloneTree(folder, false)) {
            Mounts.idmap(mount, namespace, false);
        }
    }
}
