package dev.slipway.host.cgroup;

/** The three numbers of {@link Usage} that are cheap to ask of a thousand groups: nanoseconds, bytes, processes. */
public record Tally(long cpuNanos, long memoryBytes, long pids) {
    public static final Tally NONE = new Tally(0, 0, 0);
}
