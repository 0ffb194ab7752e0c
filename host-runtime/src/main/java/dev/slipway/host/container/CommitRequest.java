package dev.slipway.host.container;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker commit} makes of a container.
 *
 * @param reference name of the image, or null for one without
 * @param changes Dockerfile instructions on how it runs
 * @param config wishes laid over how the container runs, before the changes; null for nothing
 * @param pause whether the container is frozen meanwhile
 */
public record CommitRequest(
        @Nullable String reference,
        List<String> changes,
        @Nullable ContainerConfig config,
        String comment,
        String author,
        boolean pause) {}
