package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.Limits;
import dev.slipway.host.spec.Throttle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A container's group in the unified hierarchy. */
final class V2Cgroup implements Cgroup {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final Duration FREEZING = Duration.ofSeconds(5);

    private final GroupDir dir;

    V2Cgroup(GroupDir dir) {
        this.dir = dir;
    }

    @Override
    public void add(int pid) {
        dir.add(pid);
    }

    @Override
    public List<Path> folders() {
        return List.of(dir.path());
    }

    @Override
    public void apply(Limits limits) {
        if (limits.memoryBytes() > 0) {
            dir.write("memory.max", Long.toString(limits.memoryBytes()));
            dir.write("memory.swap.max", swap(limits));
        }
        if (limits.memoryReservationBytes() > 0) {
            dir.write("memory.low", Long.toString(limits.memoryReservationBytes()));
        }
        if (limits.yields()) {
            giveWay(limits);
        }
        if (limits.cpuShares() > 0) {
            dir.write("cpu.weight", Long.toString(CpuShare.weight(limits.cpuShares())));
        }
        if (limits.nanoCpus() > 0) {
            dir.write("cpu.max", CpuShare.quotaMicros(limits.nanoCpus()) + " " + CpuShare.PERIOD_MICROS);
        }
        if (!limits.cpusetCpus().isEmpty()) {
            dir.write("cpuset.cpus", limits.cpusetCpus());
        }
        if (!limits.cpusetMems().isEmpty()) {
            dir.write("cpuset.mems", limits.cpusetMems());
        }
        limits.throttles()
                .forEach(throttle -> dir.write(
                        "io.max",
                        throttle.major() + ":" + throttle.minor() + " " + key(throttle.kind()) + "="
                                + throttle.rate()));
        refuseLost(limits);
        if (limits.pids() > 0) {
            dir.write("pids.max", Long.toString(limits.pids()));
        }
    }

    private void giveWay(Limits limits) {
        if (limits.memoryBytes() > 0) {
            dir.write("memory.high", Long.toString(Yielding.high(limits.memoryBytes())));
        }
        Yielding.weigh(dir, Yielding.V2_WEIGHTS);
    }

    private static String key(Throttle.Kind kind) {
        return switch (kind) {
            case READ_BYTES -> "rbps";
            case WRITE_BYTES -> "wbps";
            case READ_OPERATIONS -> "riops";
            case WRITE_OPERATIONS -> "wiops";
        };
    }

    /** What version 2 has given up. */
    private static void refuseLost(Limits limits) {
        if (limits.swappiness() >= 0) {
            throw EngineException.invalid(
                    "cannot set MemorySwappiness: version 2 control groups have none; leave it out");
        }
        if (limits.endless()) {
            throw EngineException.invalid("cannot set OomKillDisable: version 2 control groups cannot; leave it out");
        }
    }

    /** v2 counts swap alone where Docker's number is memory plus swap. */
    private static String swap(Limits limits) {
        long total = limits.memorySwapBytes();
        if (total < 0) {
            return "max";
        }
        return Long.toString(total == 0 ? limits.memoryBytes() : Math.max(0, total - limits.memoryBytes()));
    }

    @Override
    public void freeze() {
        freeze(dir);
    }

    static void freeze(GroupDir dir) {
        dir.write("cgroup.freeze", "1");
        if (!Until.holds(FREEZING, () -> dir.keyed("cgroup.events").get("frozen") == 1)) {
            thaw(dir);
            throw EngineException.internal("cannot freeze control group '" + dir.path() + "' within " + FREEZING, null);
        }
    }

    @Override
    public void thaw() {
        thaw(dir);
    }

    static void thaw(GroupDir dir) {
        dir.write("cgroup.freeze", "0");
    }

    @Override
    public void hurry() {
        if (dir.has("cpu.weight")) {
            dir.write("cpu.weight", Long.toString(CpuShare.weight(CpuShare.MAX_SHARES)));
            dir.write("cpu.max", "max");
        }
    }

    @Override
    public void kill() {
        Killing.all(dir, dir.has("pids.max") ? dir : null, Optional.empty(), List.of(dir));
    }

    @Override
    public Usage usage() {
        KeyedFile cpu = dir.keyed("cpu.stat");
        return new Usage(
                cpuNanos(cpu),
                cpu.get("user_usec") * NANOS_PER_MICRO,
                cpu.get("system_usec") * NANOS_PER_MICRO,
                cpu.get("nr_throttled"),
                cpu.get("throttled_usec") * NANOS_PER_MICRO,
                dir.number("memory.current"),
                dir.number("memory.peak"),
                dir.keyed("memory.stat").get("inactive_file"),
                HostMemory.atMost(dir.number("memory.max")),
                dir.number("pids.current"));
    }

    /** @param cpu cpu.stat */
    static long cpuNanos(KeyedFile cpu) {
        return cpu.get("usage_usec") * NANOS_PER_MICRO;
    }

    @Override
    public long oomKills() {
        return dir.keyed("memory.events").get("oom_kill");
    }

    @Override
    public boolean removeEmpty() {
        return dir.removed();
    }

    @Override
    public void remove() {
        dir.remove();
    }
}
