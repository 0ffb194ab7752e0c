package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What control groups this host offers, without making any.
 *
 * @param version 1 or 2: the back end an engine would take
 * @param mode in words
 * @param controllers what can be limited
 * @param canFreezeAndKill whether a whole group can be stopped at once
 */
public record HostGroups(int version, String mode, Set<String> controllers, boolean canFreezeAndKill) {
    private static final List<String> KNOWN =
            List.of("cpu", "cpuacct", "cpuset", "memory", "pids", "io", "blkio", "devices", "freezer");

    /** @throws EngineException INTERNAL when none are mounted */
    public static HostGroups look() {
        return of(Hierarchies.ofThisProcess());
    }

    static HostGroups of(Hierarchies hierarchies) {
        boolean unified = hierarchies.unified().isPresent();
        if (hierarchies.hasV1Limits()) {
            Set<String> controllers = new TreeSet<>(KNOWN);
            controllers.retainAll(hierarchies.v1().keySet());
            String mode = unified ? "v1 hierarchies, beside them a unified one (hybrid)" : "v1 hierarchies";
            return new HostGroups(1, mode, controllers, unified || controllers.contains("freezer"));
        }
        if (!unified) {
            throw EngineException.internal("neither a cgroup nor a cgroup2 file system is mounted", null);
        }
        GroupDir root = new GroupDir(hierarchies.unified().orElseThrow().point());
        Set<String> controllers =
                new TreeSet<>(List.of(root.read("cgroup.controllers").split(" ")));
        controllers.remove("");
        return new HostGroups(2, "v2, one unified hierarchy", controllers, Files.isDirectory(root.path()));
    }
}
