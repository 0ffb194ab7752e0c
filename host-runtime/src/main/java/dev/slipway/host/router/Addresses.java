package dev.slipway.host.router;

import org.jspecify.annotations.Nullable;

/** Where a container answers. */
@FunctionalInterface
public interface Addresses {
    /** IPv4 address of the container while it runs, else null; must not block. */
    @Nullable
    String addressOf(String containerId);
}
