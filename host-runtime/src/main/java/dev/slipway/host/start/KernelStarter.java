package dev.slipway.host.start;

import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.mount.CgroupView;
import dev.slipway.host.mount.IdMappings;
import dev.slipway.host.mount.RootView;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.spec.Rootfs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Starts processes by the kernel. Calls block in native code for milliseconds: not for virtual threads. */
public final class KernelStarter implements Starter, AutoCloseable {
    private final Launcher launcher = new Launcher();
    private final IdMappings mappings = new IdMappings(launcher);
    private final CgroupView cgroups = CgroupView.ofHost();
    private final Exits exits = new Exits();
    private final Consumer<SyscallProgram> inspector;

    public KernelStarter() {
        this(program -> {});
    }

    /** @param inspector sees every program before it is executed, and may print or spoil it */
    KernelStarter(Consumer<SyscallProgram> inspector) {
        this.inspector = inspector;
    }

    @Override
    public Running start(ContainerSpec spec, StartHooks hooks, Path stateDir) {
        return new ContainerStart(launcher, mappings, cgroups, exits, inspector).run(spec, hooks, stateDir);
    }

    @Override
    public Running exec(ContainerSpec spec, ProcessSpec process, Running container, IntConsumer attach, Path stateDir) {
        return new ContainerExec(launcher, exits, inspector).run(spec, process, container.pid(), attach, stateDir);
    }

    @Override
    public Optional<Running> adopt(Path stateDir) {
        return new Adoption(exits).run(stateDir);
    }

    @Override
    public Fd root(Rootfs rootfs, @Nullable IdRange ids, boolean writable) {
        return RootView.open(mappings, rootfs, ids, writable);
    }

    /** Ends the watching of exits; processes and shims live on. */
    @Override
    public void close() {
        exits.close();
        mappings.close();
        launcher.close();
    }
}
