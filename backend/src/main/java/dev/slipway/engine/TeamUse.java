package dev.slipway.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a team has used on the engine's host since that started: counters which only grow.
 *
 * @param cpuNanos of everything the team ran, builds included
 * @param memoryBytes of everything that runs now
 * @param diskBytes images, written files and volumes; null when it was not asked for
 * @param containers each for itself
 */
public record TeamUse(
        long cpuNanos, long memoryBytes, @Nullable Long diskBytes, List<ContainerUse> containers) {

    /** What one container has used since it started. */
    public record ContainerUse(String id, long cpuNanos, long memoryBytes, long sentBytes) {}
}
