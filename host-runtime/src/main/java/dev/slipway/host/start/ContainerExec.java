package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.confine.Rlimits;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One further process in a running container. */
final class ContainerExec {
    private final Launcher launcher;
    private final Exits exits;
    private final Consumer<SyscallProgram> inspector;

    ContainerExec(Launcher launcher, Exits exits, Consumer<SyscallProgram> inspector) {
        this.launcher = launcher;
        this.exits = exits;
        this.inspector = inspector;
    }

    Running run(ContainerSpec spec, ProcessSpec process, int container, IntConsumer attach, Path stateDir) {
        try (Pidfd target = open(container);
                Fd root = rootOf(container, target)) {
            Identity identity = new UserLookup(root).find(process.user(), process.groupAdd());
            long owner = identity.uid() + (spec.ids() == null ? 0 : spec.ids().base());
            Rlimits limits = new Rlimits(process.rlimits());
            Birth birth = new Birth(launcher, exits, process, owner, stateDir);
            return birth.run(
                    List.of("slipway-shim", spec.id()),
                    List.of(target.fd()),
                    given -> compose(spec, process, identity, given),
                    Birth.Stages.ofTheBorn(List.of(pid -> {
                        limits.raise(pid);
                        SmallFile.write("/proc/" + pid + "/oom_score_adj", Integer.toString(spec.oomScoreAdj()));
                        attach.accept(pid);
                    })));
        }
    }

    private static Pidfd open(int container) {
        return Pidfd.find(container).orElseThrow(() -> EngineException.conflict("container is not running"));
    }

    /** @param target open before, so that the number cannot have become another's meanwhile without being noticed */
    private static Fd rootOf(int container, Pidfd target) {
        try {
            Fd root = Descriptors.open(Path.of("/proc/" + container + "/root"), Descriptors.PATH_ONLY);
            if (!target.isAlive()) {
                root.close();
                throw EngineException.conflict("container is not running");
            }
            return root;
        } catch (KernelException e) {
            throw EngineException.conflict("container is not running");
        }
    }

    private SyscallProgram compose(ContainerSpec spec, ProcessSpec process, Identity identity, int given) {
        SyscallProgram program = new SyscallProgram();
        Label joiner = new ExecSteps(program.once(), spec, process, identity).compose();
        ShimSteps shim = new ShimSteps(program, given);
        shim.detach();
        shim.bear(0, joiner);
        shim.introduce(process.tty());
        shim.collectJoiner();
        shim.watch();
        inspector.accept(program);
        return program;
    }
}
