package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Version 1: a hierarchy per controller. A container gets a group only where it is limited or measured.
 *
 * <p>The unified hierarchy of a hybrid machine carries no controller but can freeze and kill a group at once, which v1
 * cannot; it is used for that where it is mounted.
 */
final class V1Cgroups implements Cgroups {
    /** The engine's parent in each hierarchy used for every container. */
    private final Map<V1Part, GroupDir> roots;

    private final Optional<GroupDir> cpusets;
    private final Optional<GroupDir> blkio;
    private final V1Devices devices;
    private final QuickMoves quickMoves;

    private V1Cgroups(
            Map<V1Part, GroupDir> roots,
            Optional<GroupDir> cpusets,
            Optional<GroupDir> blkio,
            V1Devices devices,
            QuickMoves quickMoves) {
        this.roots = roots;
        this.cpusets = cpusets;
        this.blkio = blkio;
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
        GroupDir cpu = roots.get(V1Part.CPU);
        if (cpu != null) {
            cpu.write("cpu.shares", Long.toString(CpuShare.ofAllContainers()));
        }
        return new V1Cgroups(
                roots,
                root(hierarchies, "cpuset", name),
                root(hierarchies, "blkio", name),
                V1Devices.of(root(hierarchies, "devices", name)),
                QuickMoves.start(name));
    }

    private static Optional<GroupDir> root(Hierarchies hierarchies, String controller, String name) {
        return Optional.ofNullable(hierarchies.v1().get(controller)).map(h -> EngineGroup.in(h, name));
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
        V1Cgroup group = new V1Cgroup(parts, cpuset(place), blkio(place), devices.part(place, access));
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

    private V1Blkio blkio(Path place) {
        return new V1Blkio(blkio, place);
    }

    @Override
    public Optional<Cgroup> find(String parent, String id) {
        Path place = Path.of(parent, id);
        Map<V1Part, GroupDir> parts = parts(place);
        if (parts.values().stream().noneMatch(GroupDir::exists)) {
            return Optional.empty();
        }
        List<Integer> processes = parts.values().iterator().next().processes();
        return Optional.of(new V1Cgroup(parts, cpuset(place), blkio(place), devices.find(place, processes)));
    }

    @Override
    public Optional<Usage> usage(String parent, String id) {
        Path place = Path.of(parent, id);
        Map<V1Part, GroupDir> parts = parts(place);
        boolean exists = parts.values().iterator().next().exists();
        return exists
                ? Optional.of(new V1Cgroup(parts, cpuset(place), blkio(place), Optional.empty()).usage())
                : Optional.empty();
    }

    @Override
    public Optional<Tally> tally(String parent, String id) {
        Path place = Path.of(parent, id);
        return part(V1Part.CPUACCT, place)
                .readIfThere("cpuacct.usage")
                .map(nanos -> new Tally(
                        Long.parseLong(nanos),
                        part(V1Part.MEMORY, place).number("memory.usage_in_bytes"),
                        part(V1Part.PIDS, place).number("pids.current")));
    }

    private GroupDir part(V1Part part, Path place) {
        return Objects.requireNonNull(roots.get(part)).child(place);
    }

    @Override
    public List<DeviceIo> io(String parent, String id) {
        return blkio(Path.of(parent, id))
                .group()
                .flatMap(group -> group.readIfThere("blkio.throttle.io_service_bytes"))
                .map(DeviceIo::ofVersion1)
                .orElse(List.of());
    }

    private Map<V1Part, GroupDir> parts(Path place) {
        Map<V1Part, GroupDir> parts = new LinkedHashMap<>();
        roots.forEach((part, root) -> parts.put(part, new GroupDir(root.path().resolve(place))));
        return parts;
    }

    @Override
    public void limit(String parent, Limits limits) {
        Path place = Path.of(parent);
        Map<V1Part, GroupDir> parts = new LinkedHashMap<>();
        roots.forEach((part, root) -> parts.put(part, make(root, place)));
        new V1Cgroup(parts, cpuset(place), blkio(place), Optional.empty()).apply(limits);
    }

    @Override
    public Set<String> tenants() {
        return Optional.ofNullable(roots.get(V1Part.CPU))
                .map(EngineGroup::tenants)
                .orElse(Set.of());
    }

    @Override
    public void share(String parent, long shares) {
        part(V1Part.CPU, Path.of(parent)).set("cpu.shares", Long.toString(shares));
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        for (GroupDir root : roots.values()) {
            EngineGroup.containers(root)
                    .filter(group -> !liveContainerIds.contains(group.name()))
                    .forEach(group -> end(root.path().relativize(group.parent().path()), group.name()));
        }
        rare().flatMap(EngineGroup::containers)
                .filter(group -> !liveContainerIds.contains(group.name()))
                .forEach(GroupDir::remove);
    }

    /** The hierarchies in which only some containers have a group. */
    private Stream<GroupDir> rare() {
        return Stream.of(cpusets, blkio, devices.root()).flatMap(Optional::stream);
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
        rare().forEach(GroupDir::remove);
        quickMoves.close();
    }
}
