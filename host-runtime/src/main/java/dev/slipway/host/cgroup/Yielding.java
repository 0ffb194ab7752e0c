package dev.slipway.host.cgroup;

import java.util.List;

/** What a group is given that gives way to others: how much memory, and which share of the disks. */
final class Yielding {
    /** A quarter of what a group has by itself; BFQ's, io.cost's and CFQ's norm is 100, 100 and 500. */
    static final String WEIGHT = "25";

    /** Which of them there are depends on the disks' scheduler. */
    static final List<String> V1_WEIGHTS = List.of("blkio.bfq.weight", "blkio.weight");

    static final List<String> V2_WEIGHTS = List.of("io.bfq.weight", "io.weight");

    /**
     * Just below the limit: from there on the kernel takes back caches and lets the group wait, the longer the further it is above
     * (cgroup-v2.rst, "memory.high"). An eighth below, a step that is too large would wait for minutes before it ends.
     */
    private static final int HIGH_BELOW = 32;

    private Yielding() {}

    static long high(long memoryBytes) {
        return memoryBytes - memoryBytes / HIGH_BELOW;
    }

    /** Where version 1 has only a bound from which memory is taken back first when the host runs short of it. */
    static long soft(long memoryBytes) {
        return memoryBytes / 2;
    }

    /** Writes the weight where the scheduler offers one. */
    static void weigh(GroupDir group, List<String> files) {
        files.stream().filter(group::has).forEach(file -> group.write(file, WEIGHT));
    }
}
