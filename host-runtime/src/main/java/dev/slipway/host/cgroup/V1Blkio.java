package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.spec.Throttle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A container's place in the v1 blkio hierarchy, made only when the use of block devices is slowed down or weighed. */
record V1Blkio(Optional<GroupDir> root, Path place) {
    Optional<GroupDir> group() {
        return root.map(r -> r.child(place)).filter(GroupDir::exists);
    }

    /** Slows down; {@code processes} are those already running in the container. */
    void throttle(List<Throttle> throttles, List<Integer> processes) {
        GroupDir engine = root.orElseThrow(() -> EngineException.invalid(
                "cannot slow down block devices: this host has no blkio control groups mounted"));
        GroupDir group = made(engine, processes);
        throttles.forEach(throttle ->
                group.write(file(throttle.kind()), throttle.major() + ":" + throttle.minor() + " " + throttle.rate()));
    }

    /** Lets others go first, where the disks' scheduler knows weights. */
    void giveWay(List<Integer> processes) {
        root.filter(engine -> Yielding.V1_WEIGHTS.stream().anyMatch(engine::has))
                .ifPresent(engine -> Yielding.weigh(made(engine, processes), Yielding.V1_WEIGHTS));
    }

    private GroupDir made(GroupDir engine, List<Integer> processes) {
        boolean fresh = group().isEmpty();
        GroupDir group = V1Cgroups.make(engine, place);
        if (fresh) {
            processes.forEach(group::add);
        }
        return group;
    }

    private static String file(Throttle.Kind kind) {
        return switch (kind) {
            case READ_BYTES -> "blkio.throttle.read_bps_device";
            case WRITE_BYTES -> "blkio.throttle.write_bps_device";
            case READ_OPERATIONS -> "blkio.throttle.read_iops_device";
            case WRITE_OPERATIONS -> "blkio.throttle.write_iops_device";
        };
    }
}
