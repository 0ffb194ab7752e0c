package dev.slipway.host.build;

import java.time.Duration;

/**
 * What one build may use; builds are second-class beside running apps.
 *
 * @param memoryBytes of a step's container, where the request names none
 * @param cpuShares weight of a step against containers of running apps, which have 1024
 * @param pids processes and threads of a step
 * @param step how long one RUN may take
 * @param build how long all of a build may take
 * @param diskBytes what all layers of a build may add, and one step may have written at any moment
 * @param builds at once on this host
 * @param waiting how long a build waits for the host to have room for it
 * @param contextBytes unpacked size of a context
 * @param contextEntries files and folders of a context
 * @param downloadBytes size of one file that ADD fetches
 * @param cacheEntries steps remembered per tenant; the least used go first
 * @param cacheBytes files of remembered steps, and again of cache mounts, per tenant
 * @param cacheAge how long a step is remembered that no build uses
 */
public record BuildLimits(
        long memoryBytes,
        long cpuShares,
        long pids,
        Duration step,
        Duration build,
        long diskBytes,
        int builds,
        Duration waiting,
        long contextBytes,
        long contextEntries,
        long downloadBytes,
        int cacheEntries,
        long cacheBytes,
        Duration cacheAge) {
    private static final long GIB = 1L << 30;

    /** A gigabyte compiles most programs; half an hour is several times a usual step; the cache keeps some fifty apps' steps. */
    public static final BuildLimits DEFAULT = new BuildLimits(
            GIB,
            256,
            2048,
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            10 * GIB,
            Math.max(4, Runtime.getRuntime().availableProcessors()),
            Duration.ofMinutes(10),
            4 * GIB,
            500_000,
            2 * GIB,
            1000,
            10 * GIB,
            Duration.ofDays(30));

    /** These, but for what an operator decides about. */
    public BuildLimits with(int builds, long memoryBytes, long diskBytes, Duration build) {
        return new BuildLimits(
                memoryBytes,
                cpuShares,
                pids,
                step,
                build,
                diskBytes,
                builds,
                waiting,
                contextBytes,
                contextEntries,
                downloadBytes,
                cacheEntries,
                cacheBytes,
                cacheAge);
    }
}
