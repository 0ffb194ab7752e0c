package dev.slipway.host.mount;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Rootfs;
import org.jspecify.annotations.Nullable;

/** A container's root for those who look at it, or put something into it, from outside. */
public final class RootView {
    private RootView() {}

    /** The detached mount; read-only unless {@code writable}, which must not be beside a running container. */
    public static Fd open(IdMappings mappings, Rootfs rootfs, @Nullable IdRange ids, boolean writable) {
        try (Fd namespace = ids == null ? null : mappings.of(ids)) {
            return writable ? OverlayRoot.mount(rootfs, namespace) : OverlayRoot.look(rootfs, namespace);
        }
    }
}
