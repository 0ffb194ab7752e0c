package dev.slipway.host.start;

import dev.slipway.host.confine.Rlimits;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.mount.CgroupView;
import dev.slipway.host.mount.IdMappings;
import dev.slipway.host.mount.PreparedMounts;
import dev.slipway.host.mount.RootSteps;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.HostNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One container start: prepare mounts and streams, compose the program, launch it, talk it through. */
final class ContainerStart {
    private static final long NEW_MOUNT_NAMESPACE = 0x00020000L;
    private static final long NEW_UTS_NAMESPACE = 0x04000000L;
    private static final long NEW_IPC_NAMESPACE = 0x08000000L;
    private static final long NEW_PID_NAMESPACE = 0x20000000L;
    private static final long NEW_USER_NAMESPACE = 0x10000000L;
    private static final long NEW_NETWORK_NAMESPACE = 0x40000000L;
    private final Launcher launcher;
    private final IdMappings mappings;
    private final CgroupView cgroups;
    private final Exits exits;
    private final Consumer<SyscallProgram> inspector;

    ContainerStart(
            Launcher launcher,
            IdMappings mappings,
            CgroupView cgroups,
            Exits exits,
            Consumer<SyscallProgram> inspector) {
        this.launcher = launcher;
        this.mappings = mappings;
        this.cgroups = cgroups;
        this.exits = exits;
        this.inspector = inspector;
    }

    Running run(ContainerSpec spec, StartHooks hooks, Path stateDir) {
        try (PreparedMounts mounts = PreparedMounts.of(spec, mappings);
                Joining joining = Joining.open(spec)) {
            Identity identity = new UserLookup(mounts.root())
                    .find(spec.process().user(), spec.process().groupAdd());
            Rlimits limits = new Rlimits(spec.process().rlimits());
            Birth birth = new Birth(launcher, exits, spec.process(), hostId(spec, identity), stateDir);
            List<IntConsumer> stages = List.of(pid -> attach(spec, hooks, limits, pid), hooks::connect);
            return birth.run(
                    List.of("slipway-shim", spec.id()),
                    others(joining, mounts),
                    others -> compose(spec, hooks, mounts, joining, identity, others),
                    spec.joins().any() ? Birth.Stages.ofTheForked(stages) : Birth.Stages.ofTheBorn(stages));
        }
    }

    private static void attach(ContainerSpec spec, StartHooks hooks, Rlimits limits, int pid) {
        writeIdMaps(spec, pid);
        limits.raise(pid);
        // Inherited from the engine otherwise, which its supervisor may have protected.
        SmallFile.write("/proc/" + pid + "/oom_score_adj", Integer.toString(spec.oomScoreAdj()));
        hooks.attach(pid);
    }

    private static long hostId(ContainerSpec spec, Identity identity) {
        return identity.uid() + (spec.ids() == null ? 0 : spec.ids().base());
    }

    private static List<Fd> others(Joining joining, PreparedMounts mounts) {
        List<Fd> others = new ArrayList<>(joining.descriptors());
        others.addAll(mounts.descriptors());
        return others;
    }

    private SyscallProgram compose(
            ContainerSpec spec,
            StartHooks hooks,
            PreparedMounts mounts,
            Joining joining,
            Identity identity,
            int given) {
        boolean joinsNetwork = spec.network() == ContainerSpec.Network.JOIN;
        SyscallProgram program = new SyscallProgram();
        ShimSteps shim = new ShimSteps(program, given);
        JoinSteps join = new JoinSteps(spec, joining);
        shim.detach();
        if (joinsNetwork) {
            shim.enterNetwork(joining.network());
        }
        // The child reads the slots, too: they are in the file they share.
        Slot sys = RootSteps.needsSharedSys(spec) ? RootSteps.shareSys(program.kept()) : null;
        Slot shm = joining.ipc() < 0 ? null : join.addSharedMemory(program.kept());
        int rootNumber = Numbers.OTHERS + joining.descriptors().size();
        RootSteps root = new RootSteps(program.once(), spec, mounts, rootNumber, new RootSteps.Shared(sys, shm));
        ContainerSteps container = new ContainerSteps(program.once(), spec, root, identity);
        if (spec.joins().any()) {
            ProcessSteps process = new ProcessSteps(program.once(), spec.process(), identity);
            Label joiner = join.addJoiner(program.once(), process, join.without(namespaces(spec)));
            container.compose(hooks, cgroups);
            shim.bear(0, joiner);
        } else {
            shim.bear(namespaces(spec), container.compose(hooks, cgroups));
        }
        if (joinsNetwork) {
            shim.enterNetwork(joining.ownNetwork());
        }
        close(program, "sysfs", sys);
        close(program, "shared memory", shm);
        shim.introduce(spec.process().tty());
        if (spec.joins().any()) {
            shim.collectJoiner();
        }
        shim.watch();
        inspector.accept(program);
        return program;
    }

    /** In the shim, which made it for the container only. */
    private static void close(SyscallProgram program, String what, @Nullable Slot mount) {
        if (mount != null) {
            program.kept().call("close " + what, SyscallNumber.CLOSE, mount.value());
        }
    }

    private static long namespaces(ContainerSpec spec) {
        return NEW_MOUNT_NAMESPACE
                | (spec.shared().contains(HostNamespace.UTS) ? 0 : NEW_UTS_NAMESPACE)
                | (spec.shared().contains(HostNamespace.IPC) ? 0 : NEW_IPC_NAMESPACE)
                | (spec.shared().contains(HostNamespace.PID) ? 0 : NEW_PID_NAMESPACE)
                | (spec.ids() == null ? 0 : NEW_USER_NAMESPACE)
                | (spec.network() == ContainerSpec.Network.OWN ? NEW_NETWORK_NAMESPACE : 0);
    }

    private static void writeIdMaps(ContainerSpec spec, int pid) {
        // A joined user namespace has its map, the same for all containers of a tenant.
        if (spec.ids() != null && !spec.joins().any()) {
            String map = "0 " + spec.ids().base() + " " + spec.ids().size() + "\n";
            SmallFile.write("/proc/" + pid + "/uid_map", map);
            SmallFile.write("/proc/" + pid + "/gid_map", map);
        }
    }
}
