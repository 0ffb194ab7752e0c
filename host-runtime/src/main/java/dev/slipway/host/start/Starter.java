package dev.slipway.host.start;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.spec.Rootfs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link ContainerSpec} into a running first process, runs further ones, and finds them again after a restart.
 * The kernel's is {@code KernelStarter}; tests of those who use it have a twin without a kernel.
 */
public interface Starter {
    /**
     * @param stateDir a folder on tmpfs made for this process; holds the program file the shim stores its result in
     * @throws dev.slipway.host.base.EngineException with Docker's texts for a missing or forbidden executable
     */
    Running start(ContainerSpec spec, StartHooks hooks, Path stateDir);

    /**
     * Runs another process in the container whose first one is {@code container}.
     *
     * @param attach called with the new process's host pid before its first instruction, to put it into the container's
     *     cgroup: later would let its first children escape the limits
     */
    Running exec(ContainerSpec spec, ProcessSpec process, Running container, IntConsumer attach, Path stateDir);

    /** The process whose shim uses {@code stateDir}; empty when there is none. Its exit may have happened already. */
    Optional<Running> adopt(Path stateDir);

    /**
     * A container's root, mounted nowhere, without anything that is mounted inside: for what reads and writes files from
     * outside. It is gone when closed.
     *
     * @param ids whose ids the layers are shown in; null for the host's
     * @param writable not while the container runs: two mounts must not share a writable folder
     */
    Fd root(Rootfs rootfs, @Nullable IdRange ids, boolean writable);
}
