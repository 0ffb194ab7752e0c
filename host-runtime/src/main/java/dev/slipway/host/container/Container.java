package dev.slipway.host.container;

import dev.slipway.host.image.ImageConfig;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as seen from outside, a snapshot of one moment.
 *
 * @param tenant "" = the operator's
 * @param name without slash
 * @param imageId {@code sha256:…}
 * @param process what it runs after image defaults were applied
 * @param address IPv4 in its network while it runs, or null
 * @param endpoints see {@link #networks}; null = as its configuration says
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
        String health,
        @Nullable Map<String, EndpointConfig> endpoints) {
    /** In the networks its configuration says. */
    public Container(
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
            String health) {
        this(id, tenant, name, config, imageId, process, created, state, restartCount, address, network, health, null);
    }

    /** Its networks by name, and what was wanted of its place in each; empty without any of its own. */
    public Map<String, EndpointConfig> networks() {
        if (endpoints != null && !endpoints.isEmpty()) {
            return endpoints;
        }
        ContainerConfig.HostConfig host =
                config.hostConfig() == null ? ContainerConfig.HostConfig.EMPTY : config.hostConfig();
        return Endpoints.wished(
                config.networkingConfig(), host, tenant.isEmpty() || network == null ? "bridge" : network);
    }
}
