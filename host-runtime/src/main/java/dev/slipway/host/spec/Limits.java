package dev.slipway.host.spec;

/**
 * Resource limits in engine units; 0 means "no limit of its own" in every field.
 *
 * @param memoryBytes hard limit
 * @param memorySwapBytes memory plus swap; -1 unlimited swap; 0 = as Docker's default, twice the memory
 * @param memoryReservationBytes soft limit
 * @param nanoCpus 1e9 = one processor
 * @param cpuShares Docker's relative weight, 1024 is the norm
 * @param cpusetCpus "0-1" or ""
 * @param pids processes and threads
 */
public record Limits(
        long memoryBytes,
        long memorySwapBytes,
        long memoryReservationBytes,
        long nanoCpus,
        long cpuShares,
        String cpusetCpus,
        long pids) {
    public static final Limits NONE = new Limits(0, 0, 0, 0, 0, "", 0);
}
