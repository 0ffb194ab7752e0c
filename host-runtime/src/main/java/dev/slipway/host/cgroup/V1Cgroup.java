package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A container's groups in the v1 hierarchies, driven as one. */
final class V1Cgroup implements Cgroup {
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String SWAP_LIMIT = "memory.memsw.limit_in_bytes";
    /** cpuacct.stat counts in ticks of 1/100 s on every architecture (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final Duration FREEZING = Duration.ofSeconds(5);

    private final Map<V1Part, GroupDir> parts;
    private final V1Cpuset cpuset;
    private final V1Blkio blkio;
    private final Optional<V1Devices.Part> devices;

    V1Cgroup(Map<V1Part, GroupDir> parts, V1Cpuset cpuset, V1Blkio blkio, Optional<V1Devices.Part> devices) {
        this.parts = parts;
        this.cpuset = cpuset;
        this.blkio = blkio;
        this.devices = devices;
    }

    @Override
    public void add(int pid) {
        parts.values().forEach(part -> part.add(pid));
        rare().forEach(group -> group.add(pid));
        devices.filter(part -> !part.own()).ifPresent(part -> part.group().add(pid));
    }

    @Override
    public List<Path> folders() {
        return Stream.concat(parts.values().stream(), rare())
                .map(GroupDir::path)
                .toList();
    }

    @Override
    public void apply(Limits limits) {
        if (limits.memoryBytes() > 0) {
            applyMemory(limits);
        }
        if (limits.memoryReservationBytes() > 0) {
            part(V1Part.MEMORY).write("memory.soft_limit_in_bytes", Long.toString(limits.memoryReservationBytes()));
        }
        if (limits.yields()) {
            giveWay(limits);
        }
        if (limits.cpuShares() > 0) {
            part(V1Part.CPU).write("cpu.shares", Long.toString(limits.cpuShares()));
        }
        if (limits.nanoCpus() > 0) {
            part(V1Part.CPU).write("cpu.cfs_period_us", Long.toString(CpuShare.PERIOD_MICROS));
            part(V1Part.CPU).write("cpu.cfs_quota_us", Long.toString(CpuShare.quotaMicros(limits.nanoCpus())));
        }
        if (limits.pids() > 0) {
            part(V1Part.PIDS).write("pids.max", Long.toString(limits.pids()));
        }
        if (!limits.cpusetCpus().isEmpty()) {
            cpuset.pin(limits.cpusetCpus(), any().processes());
        }
        if (!limits.cpusetMems().isEmpty()) {
            cpuset.pinMemory(limits.cpusetMems(), any().processes());
        }
        if (!limits.throttles().isEmpty()) {
            blkio.throttle(limits.throttles(), any().processes());
        }
        if (limits.swappiness() >= 0) {
            part(V1Part.MEMORY).write("memory.swappiness", Integer.toString(limits.swappiness()));
        }
        if (limits.endless()) {
            part(V1Part.MEMORY).write("memory.oom_control", "1");
        }
    }

    private void giveWay(Limits limits) {
        if (limits.memoryBytes() > 0) {
            part(V1Part.MEMORY).write("memory.soft_limit_in_bytes", Long.toString(Yielding.soft(limits.memoryBytes())));
        }
        blkio.giveWay(any().processes());
    }

    /** Memory may never be above memory plus swap, so which of the two goes first depends on the direction. */
    private void applyMemory(Limits limits) {
        GroupDir memory = part(V1Part.MEMORY);
        String bytes = Long.toString(limits.memoryBytes());
        long swap = limits.memorySwapBytes() == 0 ? 2 * limits.memoryBytes() : limits.memorySwapBytes();
        boolean swapCounted = memory.has(SWAP_LIMIT);
        if (swapCounted && (swap < 0 || swap >= memory.number(SWAP_LIMIT))) {
            memory.write(SWAP_LIMIT, Long.toString(swap));
            memory.write(LIMIT, bytes);
            return;
        }
        memory.write(LIMIT, bytes);
        if (swapCounted) {
            memory.write(SWAP_LIMIT, Long.toString(swap));
        }
    }

    @Override
    public void freeze() {
        GroupDir unified = parts.get(V1Part.UNIFIED);
        if (unified != null) {
            V2Cgroup.freeze(unified);
        } else if (!Until.holds(FREEZING, () -> frozen(part(V1Part.FREEZER)))) {
            part(V1Part.FREEZER).write("freezer.state", "THAWED");
            throw EngineException.internal(
                    "cannot freeze control group '" + any().path() + "' within " + FREEZING, null);
        }
    }

    /** A v1 group that forks while it is being frozen can stay FREEZING for ever; asking again catches the rest. */
    private static boolean frozen(GroupDir freezer) {
        freezer.write("freezer.state", "FROZEN");
        return freezer.read("freezer.state").equals("FROZEN");
    }

    @Override
    public void thaw() {
        GroupDir unified = parts.get(V1Part.UNIFIED);
        if (unified != null) {
            V2Cgroup.thaw(unified);
        } else {
            part(V1Part.FREEZER).write("freezer.state", "THAWED");
        }
    }

    @Override
    public void hurry() {
        GroupDir cpu = parts.get(V1Part.CPU);
        if (cpu != null) {
            cpu.write("cpu.shares", Long.toString(CpuShare.MAX_SHARES));
            cpu.write("cpu.cfs_quota_us", "-1");
        }
    }

    @Override
    public void kill() {
        Killing.all(
                parts.get(V1Part.UNIFIED),
                parts.get(V1Part.PIDS),
                Optional.ofNullable(parts.get(V1Part.FREEZER)),
                List.copyOf(parts.values()));
    }

    @Override
    public Usage usage() {
        GroupDir memory = part(V1Part.MEMORY);
        GroupDir accounting = part(V1Part.CPUACCT);
        KeyedFile ticks = accounting.keyed("cpuacct.stat");
        KeyedFile quota = part(V1Part.CPU).keyed("cpu.stat");
        return new Usage(
                accounting.number("cpuacct.usage"),
                ticks.get("user") * NANOS_PER_TICK,
                ticks.get("system") * NANOS_PER_TICK,
                quota.get("nr_throttled"),
                quota.get("throttled_time"),
                memory.number("memory.usage_in_bytes"),
                memory.number("memory.max_usage_in_bytes"),
                memory.keyed("memory.stat").get("total_inactive_file"),
                HostMemory.atMost(memory.number(LIMIT)),
                part(V1Part.PIDS).number("pids.current"));
    }

    @Override
    public long oomKills() {
        return part(V1Part.MEMORY).keyed("memory.oom_control").get("oom_kill");
    }

    /** The kernel may hold a group for a moment after its last process: then the slower way counts them. */
    @Override
    public boolean removeEmpty() {
        for (GroupDir part : parts.values()) {
            if (!part.removed()) {
                return false;
            }
        }
        return rare().allMatch(GroupDir::removed);
    }

    @Override
    public void remove() {
        Collection<GroupDir> all = parts.values();
        all.forEach(GroupDir::remove);
        rare().forEach(GroupDir::remove);
    }

    /** Groups that only some containers have. */
    private Stream<GroupDir> rare() {
        return Stream.concat(
                Stream.of(cpuset.group(), blkio.group()).flatMap(Optional::stream),
                devices.stream().filter(V1Devices.Part::own).map(V1Devices.Part::group));
    }

    private GroupDir part(V1Part part) {
        GroupDir dir = parts.get(part);
        if (dir == null) {
            throw EngineException.invalid("cannot use '" + part.controller()
                    + "' control groups: this host has not mounted them; mount the hierarchy and restart the engine");
        }
        return dir;
    }

    private GroupDir any() {
        return parts.values().iterator().next();
    }
}
