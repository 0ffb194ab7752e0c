package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container's place in the v1 cpuset hierarchy, made only when processors are pinned: a fresh v1 cpuset is empty and
 * takes no process until both its lists were copied down from the parent, level by level.
 */
record V1Cpuset(Optional<GroupDir> root, Path place) {
    private static final String CPUS = "cpuset.cpus";
    private static final String MEMS = "cpuset.mems";

    Optional<GroupDir> group() {
        return root.map(r -> new GroupDir(r.path().resolve(place))).filter(GroupDir::exists);
    }

    /** Pins the group to {@code cpus} ("0-1"); {@code processes} are those already running in it. */
    void pin(String cpus, List<Integer> processes) {
        write(CPUS, cpus, processes);
    }

    /** Has the group's memory come from {@code nodes} ("0"); {@code processes} are those already running in it. */
    void pinMemory(String nodes, List<Integer> processes) {
        write(MEMS, nodes, processes);
    }

    private void write(String list, String value, List<Integer> processes) {
        GroupDir level = root.orElseThrow(() -> EngineException.invalid(
                "cannot set '" + list + "' to '" + value + "': this host has no cpuset control groups mounted"));
        inherit(level, level.parent());
        boolean fresh = group().isEmpty();
        for (Path name : place) {
            GroupDir below = level.child(name.toString());
            V1Cgroups.make(level, name);
            inherit(below, level);
            level = below;
        }
        level.write(list, value);
        if (fresh) {
            processes.forEach(level::add);
        }
    }

    private static void inherit(GroupDir group, GroupDir parent) {
        for (String list : List.of(CPUS, MEMS)) {
            if (group.read(list).isEmpty()) {
                group.write(list, parent.read(list));
            }
        }
    }
}
