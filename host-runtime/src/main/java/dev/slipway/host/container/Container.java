package dev.slipway.host.container;

import dev.slipway.host.image.ImageConfig;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A container as seen from outside, a snapshot of one moment.
 *
 * @param tenant "" = the operator's
 * @param name without slash
 * @param imageId {@code sha256:…}
 * @param process what it runs after image defaults were applied
 * @param address IPv4 in its network while it runs, or null
 * @param health "none", "starting", "healthy", "unhealthy"
 */
public record Container(
        String id,
        String tenant,
        String name,
        ContainerConfig config,
        String imageId,
        ImageConfig.Run process,
        Instant created,
        ContainerState state,
        int restartCount,
        @Nullable String address,
        @Nullable String network,
        String health) {}
