package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import dev.slipway.host.spec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Version 1: a hierarchy per controller. A container gets a group only where it is limited or measured; devices are
 * ruled by two groups that all containers share, because the rules are the same and setting them costs 16 writes.
 *
 * <p>The unified hierarchy of a hybrid machine carries no controller but can freeze and kill a group at once, which v1
 * cannot; it is used for that where it is mounted.
 */
final class V1Cgroups implements Cgroups {
    /** What Docker's default allows; everything else is denied first ("a"). */
    private static final List<String> DEVICES = List.of(
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

    /** The engine's parent in each hierarchy used for every container. */
    private final Map<V1Part, GroupDir> roots;

    private final Optional<GroupDir> cpusets;
    private final Optional<GroupDir> devices;
    private final QuickMoves quickMoves;

    private V1Cgroups(
            Map<V1Part, GroupDir> roots,
            Optional<GroupDir> cpusets,
            Optional<GroupDir> devices,
            QuickMoves quickMoves) {
        this.roots = roots;
        this.cpusets = cpusets;
        this.devices = devices;
        this.quickMoves = quickMoves;
    }

    static V1Cgroups of(Hierarchies hierarchies, String name) {
        Map<V1Part, GroupDir> roots = new LinkedHashMap<>();
        for (V1Part part : V1Part.values()) {
            Optional<Hierarchy> hierarchy = part == V1Part.UNIFIED
                    ? hierarchies.unified().filter(u -> Files.exists(u.point().resolve("cgroup.procs")))
                    : Optional.ofNullable(hierarchies.v1().get(part.controller()));
            boolean needed = part != V1Part.FREEZER || !roots.containsKey(V1Part.UNIFIED);
            if (hierarchy.isPresent() && needed) {
                roots.put(part, EngineGroup.in(hierarchy.get(), name));
            }
        }
        Optional<GroupDir> cpusets =
                Optional.ofNullable(hierarchies.v1().get("cpuset")).map(h -> EngineGroup.in(h, name));
        Optional<GroupDir> devices =
                Optional.ofNullable(hierarchies.v1().get("devices")).map(h -> EngineGroup.in(h, name));
        devices.ifPresent(V1Cgroups::confine);
        return new V1Cgroups(roots, cpusets, devices, QuickMoves.start(name));
    }

    private static void confine(GroupDir root) {
        GroupDir confined = root.child(CONFINED);
        try {
            if (confined.make()) {
                confined.write("devices.deny", "a");
                DEVICES.forEach(rule -> confined.write("devices.allow", rule));
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot make control group '" + confined.path() + "': " + e, e);
        }
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Cgroup create(String parent, String id, Limits limits, DeviceAccess access) {
        Path place = Path.of(parent, id);
        Map<V1Part, GroupDir> parts = new LinkedHashMap<>();
        roots.forEach((part, root) -> parts.put(part, make(root, place)));
        V1Cgroup group = new V1Cgroup(parts, cpuset(place), device(access));
        try {
            group.apply(limits);
        } catch (EngineException e) {
            group.remove();
            throw e;
        }
        return group;
    }

    /** Makes {@code place} below {@code root}; parents exist except for a tenant's first container. */
    static GroupDir make(GroupDir root, Path place) {
        GroupDir group = new GroupDir(root.path().resolve(place));
        try {
            try {
                group.make();
            } catch (NoSuchFileException e) {
                Files.createDirectories(group.path());
            }
            return group;
        } catch (IOException e) {
            throw EngineException.internal("cannot make control group '" + group.path() + "': " + e, e);
        }
    }

    private V1Cpuset cpuset(Path place) {
        return new V1Cpuset(cpusets, place);
    }

    private Optional<GroupDir> device(DeviceAccess access) {
        return access == DeviceAccess.ALL ? devices : devices.map(root -> root.child(CONFINED));
    }

    @Override
    public Optional<Cgroup> find(String parent, String id) {
        Path place = Path.of(parent, id);
        Map<V1Part, GroupDir> parts = parts(place);
        if (parts.values().stream().noneMatch(GroupDir::exists)) {
            return Optional.empty();
        }
        // Which devices a found container may use was decided when it started; later processes take the stricter.
        return Optional.of(new V1Cgroup(parts, cpuset(place), sameDevices(parts)));
    }

    @Override
    public Optional<Usage> usage(String parent, String id) {
        Path place = Path.of(parent, id);
        Map<V1Part, GroupDir> parts = parts(place);
        boolean exists = parts.values().iterator().next().exists();
        return exists ? Optional.of(new V1Cgroup(parts, cpuset(place), Optional.empty()).usage()) : Optional.empty();
    }

    private Map<V1Part, GroupDir> parts(Path place) {
        Map<V1Part, GroupDir> parts = new LinkedHashMap<>();
        roots.forEach((part, root) -> parts.put(part, new GroupDir(root.path().resolve(place))));
        return parts;
    }

    private Optional<GroupDir> sameDevices(Map<V1Part, GroupDir> parts) {
        Set<Integer> privileged = Set.copyOf(devices.map(GroupDir::processes).orElse(List.of()));
        boolean all = parts.values().stream()
                .limit(1)
                .flatMap(part -> part.processes().stream())
                .anyMatch(privileged::contains);
        return device(all ? DeviceAccess.ALL : DeviceAccess.DEFAULT);
    }

    @Override
    public void limit(String parent, Limits limits) {
        Path place = Path.of(parent);
        Map<V1Part, GroupDir> parts = new LinkedHashMap<>();
        roots.forEach((part, root) -> parts.put(part, make(root, place)));
        new V1Cgroup(parts, cpuset(place), Optional.empty()).apply(limits);
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        for (GroupDir root : roots.values()) {
            EngineGroup.containers(root)
                    .filter(group -> !liveContainerIds.contains(group.name()))
                    .forEach(group -> end(root.path().relativize(group.parent().path()), group.name()));
        }
        cpusets.ifPresent(root -> EngineGroup.containers(root)
                .filter(group -> !liveContainerIds.contains(group.name()))
                .forEach(GroupDir::remove));
    }

    private void end(Path parent, String id) {
        find(parent.toString(), id).ifPresent(group -> {
            group.kill();
            group.remove();
        });
    }

    @Override
    public void removeAll() {
        roots.values().forEach(GroupDir::remove);
        cpusets.ifPresent(GroupDir::remove);
        devices.ifPresent(GroupDir::remove);
        quickMoves.close();
    }
}
