package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.image.ImageConfig.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be mounted in a container, from Docker's Binds, Mounts, Tmpfs and Volumes. Pure: volumes get their folder later. */
final class MountPlan {
    private static final Set<String> PROPAGATION =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
    private static final String VOLUME_NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]+";

    private final Map<String, MountPoint> byDestination = new LinkedHashMap<>();

    private MountPlan() {}

    /**
     * Parents before children, so that none hides another.
     *
     * @param tenant whether what the image names as volumes are folders of the container's own files: bounded with them and gone
     *     with them, as a tenant can neither share a volume nor find one again
     * @throws EngineException INVALID with Docker's texts
     */
    static List<MountPoint> of(HostConfig host, Run run, boolean tenant) {
        MountPlan plan = new MountPlan();
        if (host.binds() != null) {
            host.binds().forEach(bind -> plan.add(bind(bind)));
        }
        if (host.mounts() != null) {
            host.mounts().forEach(mount -> plan.add(mount(mount)));
        }
        if (host.tmpfs() != null) {
            host.tmpfs().forEach((target, options) -> plan.add(tmpfs(target, options)));
        }
        if (run.volumes() != null) {
            run.volumes().keySet().stream().map(MountPlan::target).forEach(target -> {
                if (tenant) {
                    plan.folder(target, host.readonlyRootfs());
                } else {
                    plan.anonymous(target);
                }
            });
        }
        return plan.byDestination.values().stream()
                .sorted(Comparator.comparingInt(
                        point -> Path.of(point.destination()).getNameCount()))
                .toList();
    }

    private void add(MountPoint point) {
        if (byDestination.putIfAbsent(point.destination(), point) != null) {
            throw EngineException.invalid("Duplicate mount point: " + point.destination());
        }
    }

    private void anonymous(String target) {
        byDestination.putIfAbsent(target, new MountPoint(MountPoint.VOLUME, "", "", target, false, true, List.of()));
    }

    private void folder(String target, boolean readOnlyRoot) {
        if (readOnlyRoot && !byDestination.containsKey(target)) {
            throw EngineException.invalid("the image names the volume '" + target
                    + "', which a tenant's container has among its own files: leave out 'HostConfig.ReadonlyRootfs', or put"
                    + " a tmpfs there");
        }
        byDestination.putIfAbsent(target, new MountPoint(MountPoint.FOLDER, "", "", target, false, false, List.of()));
    }

    /** {@code source:target[:options]}, or {@code target} alone for an anonymous volume. */
    private static MountPoint bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || Arrays.asList(parts).contains("")) {
            throw EngineException.invalid("invalid volume specification: '" + text + "'");
        }
        if (parts.length == 1) {
            return new MountPoint(MountPoint.VOLUME, "", "", target(parts[0]), false, true, List.of());
        }
        List<String> options = parts.length == 3 ? List.of(parts[2].split(",")) : List.of();
        boolean readOnly = options.contains("ro");
        List<String> kept = options.stream().filter(PROPAGATION::contains).toList();
        boolean path = parts[0].startsWith("/");
        if (!path && !parts[0].matches(VOLUME_NAME)) {
            throw EngineException.invalid("invalid volume specification: '" + text + "': \"" + parts[0]
                    + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are"
                    + " allowed. If you intended to pass a host directory, use absolute path");
        }
        return path
                ? new MountPoint(MountPoint.BIND, "", parts[0], target(parts[1]), readOnly, false, with(kept, "create"))
                : new MountPoint(
                        MountPoint.VOLUME, parts[0], "", target(parts[1]), readOnly, !options.contains("nocopy"), kept);
    }

    private static MountPoint mount(Map<String, Object> mount) {
        String type = text(mount, "Type");
        String source = text(mount, "Source");
        String target = target(text(mount, "Target"));
        boolean readOnly = Boolean.TRUE.equals(mount.get("ReadOnly"));
        return switch (type) {
            case "bind" -> {
                if (!source.startsWith("/")) {
                    throw invalid(type, "invalid mount path: '" + source + "' mount path must be absolute");
                }
                String propagation = text(nested(mount, "BindOptions"), "Propagation");
                yield new MountPoint(
                        MountPoint.BIND,
                        "",
                        source,
                        target,
                        readOnly,
                        false,
                        propagation.isEmpty() ? List.of() : List.of(propagation));
            }
            case "volume" ->
                new MountPoint(
                        MountPoint.VOLUME,
                        source,
                        "",
                        target,
                        readOnly,
                        !Boolean.TRUE.equals(nested(mount, "VolumeOptions").get("NoCopy")),
                        List.of());
            case "tmpfs" -> {
                if (!source.isEmpty()) {
                    throw invalid(type, "field Source must not be specified");
                }
                yield new MountPoint(
                        MountPoint.TMPFS, "", "", target, readOnly, false, tmpfsOptions(nested(mount, "TmpfsOptions")));
            }
            default -> throw EngineException.invalid("mount type unknown: \"" + type + "\"");
        };
    }

    private static List<String> tmpfsOptions(Map<?, ?> wish) {
        List<String> options = new ArrayList<>();
        if (wish.get("SizeBytes") instanceof Number size && size.longValue() > 0) {
            options.add("size=" + size.longValue());
        }
        if (wish.get("Mode") instanceof Number mode && mode.intValue() > 0) {
            options.add("mode=" + Integer.toOctalString(mode.intValue()));
        }
        return options;
    }

    private static MountPoint tmpfs(String target, String options) {
        List<String> list = options == null || options.isEmpty() ? List.of() : List.of(options.split(","));
        return new MountPoint(
                MountPoint.TMPFS,
                "",
                "",
                target(target),
                list.contains("ro"),
                false,
                list.stream().filter(o -> !o.equals("ro") && !o.equals("rw")).toList());
    }

    private static String target(String path) {
        if (!path.startsWith("/")) {
            throw EngineException.invalid("invalid mount path: '" + path + "' mount path must be absolute");
        }
        String normal = Path.of(path).normalize().toString();
        if (normal.equals("/")) {
            throw EngineException.invalid("invalid specification: destination can't be '/'");
        }
        // What the container's and its tools' safety is read from must be the kernel's own (CVE-2019-16884).
        if (Path.of(normal).startsWith("/proc")) {
            throw EngineException.invalid("invalid mount path: '" + path
                    + "' is inside /proc, which nothing may cover: choose another destination");
        }
        return normal;
    }

    private static EngineException invalid(String type, String why) {
        return EngineException.invalid("invalid mount config for type \"" + type + "\": " + why);
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    private static Map<?, ?> nested(Map<String, Object> map, String key) {
        return map.get(key) instanceof Map<?, ?> nested ? nested : Map.of();
    }

    private static List<String> with(List<String> list, String more) {
        List<String> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
