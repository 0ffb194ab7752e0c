package dev.slipway.host.cgroup;

/**
 * A moment's use: nanoseconds of processor time, bytes of memory, processes.
 *
 * @param memoryLimitBytes the machine's memory where there is no lower limit
 */
public record Usage(
        long cpuNanos,
        long cpuUserNanos,
        long cpuSystemNanos,
        long throttledPeriods,
        long throttledNanos,
        long memoryBytes,
        long memoryMaxBytes,
        long memoryInactiveFileBytes,
        long memoryLimitBytes,
        long pids) {}
