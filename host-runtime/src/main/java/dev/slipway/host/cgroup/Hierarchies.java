package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the kernel's control group hierarchies are mounted and where this process stands in each, from
 * {@code /proc/self/mountinfo} and {@code /proc/self/cgroup} (proc(5), cgroups(7)).
 *
 * @param v1 by controller name ("memory")
 * @param unified the cgroup2 mount, also on a machine whose controllers are in v1 hierarchies
 */
record Hierarchies(Map<String, Hierarchy> v1, Optional<Hierarchy> unified) {
    private static final int FIELD_ROOT = 3;
    private static final int FIELD_POINT = 4;
    private static final String UNIFIED = "";

    /**
     * @param point the mount point
     * @param own this process's group, as a path below the mount point
     */
    record Hierarchy(Path point, Path own) {}

    static Hierarchies ofThisProcess() {
        try {
            return parse(
                    Files.readAllLines(Path.of("/proc/self/mountinfo")),
                    Files.readAllLines(Path.of("/proc/self/cgroup")));
        } catch (IOException e) {
            throw EngineException.internal("cannot find the control group mounts in /proc/self: " + e, e);
        }
    }

    static Hierarchies parse(List<String> mountinfo, List<String> memberships) {
        Map<String, String> own = own(memberships);
        Map<String, Hierarchy> v1 = new HashMap<>();
        Optional<Hierarchy> unified = Optional.empty();
        for (String line : mountinfo) {
            int separator = line.indexOf(" - ");
            String[] mount = line.substring(0, Math.max(separator, 0)).split(" ");
            String[] source = line.substring(separator + 3).split(" ");
            if (source[0].equals("cgroup2") && unified.isEmpty()) {
                unified = Optional.of(hierarchy(mount, own.getOrDefault(UNIFIED, "/")));
            } else if (source[0].equals("cgroup")) {
                for (String option : source[source.length - 1].split(",")) {
                    if (own.containsKey(option)) {
                        v1.putIfAbsent(option, hierarchy(mount, own.getOrDefault(option, "/")));
                    }
                }
            }
        }
        return new Hierarchies(v1, unified);
    }

    /** Whether limits are set in v1 hierarchies; a controller can be in one version only. */
    boolean hasV1Limits() {
        return v1.containsKey("memory") || v1.containsKey("pids") || v1.containsKey("cpu");
    }

    /** Lines such as {@code 4:memory:/a/b}, {@code 1:cpu,cpuacct:/}, {@code 0::/c}. */
    private static Map<String, String> own(List<String> memberships) {
        Map<String, String> paths = new HashMap<>();
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            Arrays.stream(parts[1].split(",")).forEach(controller -> paths.put(controller, parts[2]));
        }
        return paths;
    }

    private static Hierarchy hierarchy(String[] mount, String own) {
        Path point = Path.of(mount[FIELD_POINT].replace("\\040", " "));
        Path root = Path.of(mount[FIELD_ROOT]);
        Path group = Path.of(own);
        // Without a cgroup namespace a container sees its own group mounted as the root, but named from the host's.
        Path below = group.startsWith(root) ? root.relativize(group) : Path.of("");
        return new Hierarchy(point, point.resolve(below));
    }
}
