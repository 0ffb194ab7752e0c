package dev.slipway.host.spec;

import java.util.List;

/**
 * Resource limits in engine units; 0 means "no limit of its own" in every field that does not say otherwise.
 *
 * @param memoryBytes hard limit
 * @param memorySwapBytes memory plus swap; -1 unlimited swap; 0 = as Docker's default, twice the memory
 * @param memoryReservationBytes soft limit
 * @param nanoCpus 1e9 = one processor
 * @param cpuShares Docker's relative weight, 1024 is the norm
 * @param cpusetCpus "0-1" or ""
 * @param pids processes and threads
 * @param cpusetMems memory nodes, "0" or ""
 * @param swappiness 0 to 100; -1 = the host's
 * @param endless whether processes wait for memory instead of being ended when the hard limit is reached
 * @param throttles of block devices
 * @param yields whether it gives way where memory and disks are short, as builds do to running apps
 */
public record Limits(
        long memoryBytes,
        long memorySwapBytes,
        long memoryReservationBytes,
        long nanoCpus,
        long cpuShares,
        String cpusetCpus,
        long pids,
        String cpusetMems,
        int swappiness,
        boolean endless,
        List<Throttle> throttles,
        boolean yields) {
    public static final Limits NONE = new Limits(0, 0, 0, 0, 0, "", 0);

    /** Without the rarer ones. */
    public Limits(
            long memoryBytes,
            long memorySwapBytes,
            long memoryReservationBytes,
            long nanoCpus,
            long cpuShares,
            String cpusetCpus,
            long pids) {
        this(
                memoryBytes,
                memorySwapBytes,
                memoryReservationBytes,
                nanoCpus,
                cpuShares,
                cpusetCpus,
                pids,
                "",
                -1,
                false,
                List.of(),
                false);
    }

    /** These, with {@link #yields}. */
    public Limits yielding() {
        return new Limits(
                memoryBytes,
                memorySwapBytes,
                memoryReservationBytes,
                nanoCpus,
                cpuShares,
                cpusetCpus,
                pids,
                cpusetMems,
                swappiness,
                endless,
                throttles,
                true);
    }
}
