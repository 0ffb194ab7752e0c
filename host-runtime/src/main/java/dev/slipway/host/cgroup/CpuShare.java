package dev.slipway.host.cgroup;

/** Processor limits in the kernel's units, the same in both versions. */
final class CpuShare {
    /** CFS period; the kernel's default and Docker's. */
    static final long PERIOD_MICROS = 100_000;
    /** The kernel refuses less. */
    private static final long MIN_QUOTA_MICROS = 1_000;

    private static final long NANOS_PER_CPU = 1_000_000_000;
    private static final long MIN_SHARES = 2;
    static final long MAX_SHARES = 262_144;
    private static final long MAX_WEIGHT = 10_000;

    /** What every process and group has that nobody gave another. */
    static final long NORM_SHARES = 1024;

    private CpuShare() {}

    /**
     * Shares of the group above all containers: the norm for each processor. A group's weight is split among the processors it runs
     * on; with the norm alone, all containers together would wait behind every other process of the host.
     */
    static long ofAllContainers() {
        return Math.min(MAX_SHARES, NORM_SHARES * Runtime.getRuntime().availableProcessors());
    }

    /** Microseconds per period for {@code nanoCpus} billionths of a processor. */
    static long quotaMicros(long nanoCpus) {
        return Math.max(MIN_QUOTA_MICROS, Math.multiplyExact(nanoCpus, PERIOD_MICROS) / NANOS_PER_CPU);
    }

    /**
     * cgroup v2 weight of v1 shares: a curve through (2, 1), (1024, 100) and (262144, 10000), so that the norm of one
     * version is the norm of the other.
     */
    static long weight(long shares) {
        if (shares <= MIN_SHARES) {
            return 1;
        }
        if (shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        double log = Math.log(shares) / Math.log(2);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612.0 - 7.0 / 34.0));
    }
}
