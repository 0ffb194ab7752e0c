package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import dev.slipway.host.linux.CgroupDevices;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Version 2: one hierarchy. Controllers are switched on level by level for what is below, and processes live in leaves
 * only, so the engine itself moves into a leaf when its own group must become a parent.
 */
final class V2Cgroups implements Cgroups {
    private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids", "cpuset", "io");
    private static final String SWITCH = "cgroup.subtree_control";

    private final GroupDir root;
    private final QuickMoves quickMoves;
    /** Empty on trees that are not the kernel's. */
    private final Optional<Fd> deviceRules;

    V2Cgroups(GroupDir root, QuickMoves quickMoves, Optional<Fd> deviceRules) {
        this.root = root;
        this.quickMoves = quickMoves;
        this.deviceRules = deviceRules;
    }

    static V2Cgroups of(Hierarchies hierarchies, String name) {
        Hierarchy unified = hierarchies
                .unified()
                .orElseThrow(() -> EngineException.internal(
                        "cannot find control groups: no cgroup or cgroup2 file system is mounted; mount cgroup2 on /sys/fs/cgroup",
                        null));
        GroupDir root = EngineGroup.in(unified, name);
        GroupDir above = root.parent();
        if (!above.path().equals(unified.point())) {
            moveProcessesToLeaf(above);
        }
        delegate(above);
        delegate(root);
        if (root.has("cpu.weight")) {
            root.write("cpu.weight", Long.toString(CpuShare.weight(CpuShare.ofAllContainers())));
        }
        return new V2Cgroups(
                root, QuickMoves.start(name), Optional.of(CgroupDevices.load(DeviceProgram.bytes(List.of()))));
    }

    private static void moveProcessesToLeaf(GroupDir group) {
        GroupDir leaf = V1Cgroups.make(group, Path.of("engine"));
        group.processes().forEach(leaf::add);
    }

    /** Switches on, for the groups below {@code group}, the controllers it was given itself. */
    static void delegate(GroupDir group) {
        List<String> given = Arrays.asList(group.read("cgroup.controllers").split(" "));
        for (String controller : CONTROLLERS) {
            if (given.contains(controller)) {
                group.write(SWITCH, "+" + controller);
            }
        }
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Cgroup create(String parent, String id, Limits limits, DeviceAccess access) {
        GroupDir leaf = parent(parent).child(id);
        try {
            leaf.make();
        } catch (IOException e) {
            throw EngineException.internal("cannot make control group '" + leaf.path() + "': " + e, e);
        }
        V2Cgroup group = new V2Cgroup(leaf);
        try {
            confine(leaf, access);
            group.apply(limits);
        } catch (EngineException | KernelException e) {
            group.remove();
            throw e;
        }
        return group;
    }

    private void confine(GroupDir leaf, DeviceAccess access) {
        if (access.all() || deviceRules.isEmpty()) {
            return;
        }
        if (access.further().isEmpty()) {
            CgroupDevices.attach(deviceRules.get(), leaf.path());
            return;
        }
        try (Fd own = CgroupDevices.load(DeviceProgram.bytes(access.further()))) {
            CgroupDevices.attach(own, leaf.path());
        }
    }

    private GroupDir parent(String parent) {
        GroupDir level = root;
        for (Path name : Path.of(parent)) {
            level = level.child(name.toString());
            if (!level.exists()) {
                V1Cgroups.make(root, root.path().relativize(level.path()));
                delegate(level);
            }
        }
        return level;
    }

    @Override
    public Optional<Cgroup> find(String parent, String id) {
        return Optional.of(new GroupDir(root.path().resolve(parent).resolve(id)))
                .filter(GroupDir::exists)
                .map(V2Cgroup::new);
    }

    @Override
    public Optional<Tally> tally(String parent, String id) {
        GroupDir group = root.child(Path.of(parent, id));
        return group.readIfThere("cpu.stat")
                .map(KeyedFile::new)
                .map(cpu -> new Tally(
                        V2Cgroup.cpuNanos(cpu), group.number("memory.current"), group.number("pids.current")));
    }

    @Override
    public List<DeviceIo> io(String parent, String id) {
        return root.child(Path.of(parent, id))
                .readIfThere("io.stat")
                .map(DeviceIo::ofVersion2)
                .orElse(List.of());
    }

    @Override
    public void limit(String parent, Limits limits) {
        new V2Cgroup(parent(parent)).apply(limits);
    }

    @Override
    public Set<String> tenants() {
        return EngineGroup.tenants(root);
    }

    @Override
    public void share(String parent, long shares) {
        root.child(Path.of(parent)).set("cpu.weight", Long.toString(CpuShare.weight(shares)));
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        EngineGroup.containers(root)
                .filter(group -> !liveContainerIds.contains(group.name()))
                .map(V2Cgroup::new)
                .forEach(group -> {
                    group.kill();
                    group.remove();
                });
    }

    @Override
    public void removeAll() {
        root.remove();
        deviceRules.ifPresent(Fd::close);
        quickMoves.close();
    }
}
