package dev.slipway.host.container;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.host.image.ImageConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed about a container when it is made, as kept in its {@code config.json}; the file's existence is the
 * container's.
 *
 * @param tenant "" = the operator's
 * @param layers diff ids of the image, bottom first: a start needs no look at the image
 * @param run what it runs: the image's defaults and the caller's wishes merged
 * @param created ISO-8601
 * @param endpoints its networks since they were changed; null or empty = as {@code config} says
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ContainerRecord(
        String id,
        String tenant,
        String name,
        ContainerConfig config,
        String imageId,
        List<String> layers,
        ImageConfig.Run run,
        String created,
        List<MountPoint> mounts,
        @Nullable Map<String, EndpointConfig> endpoints) {
    ContainerRecord named(String newName) {
        return new ContainerRecord(id, tenant, newName, config, imageId, layers, run, created, mounts, endpoints);
    }

    ContainerRecord configured(ContainerConfig newConfig) {
        return new ContainerRecord(id, tenant, name, newConfig, imageId, layers, run, created, mounts, endpoints);
    }

    ContainerRecord connected(Map<String, EndpointConfig> networks) {
        return new ContainerRecord(id, tenant, name, config, imageId, layers, run, created, mounts, networks);
    }

    ContainerConfig.HostConfig host() {
        ContainerConfig.HostConfig host = config.hostConfig();
        return host == null ? ContainerConfig.HostConfig.EMPTY : host;
    }
}
