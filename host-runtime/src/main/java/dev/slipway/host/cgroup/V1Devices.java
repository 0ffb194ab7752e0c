package dev.slipway.host.cgroup;

import dev.slipway.host.spec.DeviceAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Device rules in version 1. Two groups serve nearly every container, because their rules are the same and setting them
 * costs 16 writes: one that may use everything, and one that may use what is harmless. Only a container that was given
 * further devices has a group of its own.
 *
 * @param root the engine's group, which may use everything; empty when the hierarchy is not mounted
 */
record V1Devices(Optional<GroupDir> root) {
    /** What Docker's default allows; everything else is denied first ("a"). */
    private static final List<String> HARMLESS = List.of(
            "c *:* m",
            "b *:* m",
            "c 1:3 rwm",
            "c 1:5 rwm",
            "c 1:7 rwm",
            "c 1:8 rwm",
            "c 1:9 rwm",
            "c 5:0 rwm",
            "c 5:1 rwm",
            "c 5:2 rwm",
            "c 10:200 rwm",
            "c 136:* rwm");

    private static final String CONFINED = "confined";

    /** A container's group. @param own whether it is the container's alone */
    record Part(GroupDir group, boolean own) {}

    static V1Devices of(Optional<GroupDir> root) {
        root.map(engine -> engine.child(CONFINED))
                .filter(confined -> !confined.exists())
                .ifPresent(confined -> {
                    V1Cgroups.make(root.orElseThrow(), Path.of(CONFINED));
                    confine(confined, List.of());
                });
        return new V1Devices(root);
    }

    private static void confine(GroupDir group, List<String> further) {
        group.write("devices.deny", "a");
        List<String> rules = new ArrayList<>(HARMLESS);
        rules.addAll(further);
        rules.forEach(rule -> group.write("devices.allow", rule));
    }

    Optional<Part> part(Path place, DeviceAccess access) {
        if (access.all()) {
            return root.map(engine -> new Part(engine, false));
        }
        if (access.further().isEmpty()) {
            return root.map(engine -> new Part(engine.child(CONFINED), false));
        }
        return root.map(engine -> {
            GroupDir group = V1Cgroups.make(engine, place);
            confine(
                    group,
                    access.further().stream().map(DeviceAccess.Rule::toString).toList());
            return new Part(group, true);
        });
    }

    /** The group that a found container's processes are in; the stricter one when none is known. */
    Optional<Part> find(Path place, List<Integer> processes) {
        Optional<GroupDir> own = root.map(engine -> engine.child(place)).filter(GroupDir::exists);
        if (own.isPresent()) {
            return own.map(group -> new Part(group, true));
        }
        boolean all = root.map(GroupDir::processes).orElse(List.of()).stream().anyMatch(processes::contains);
        return part(place, all ? DeviceAccess.ALL : DeviceAccess.DEFAULT);
    }
}
