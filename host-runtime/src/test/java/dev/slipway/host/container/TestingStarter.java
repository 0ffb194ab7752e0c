package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.spec.Rootfs;
import dev.slipway.host.start.Running;
import dev.slipway.host.start.StartHooks;
import dev.slipway.host.start.Starter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Starter} without a kernel: makes {@link TestingProcess}es, which a later "engine" finds by their state folder. */
final class TestingStarter implements Starter {
    private static final int FIRST_PID = 1000;
    final List<ContainerSpec> specs = new CopyOnWriteArrayList<>();
    final List<ProcessSpec> execs = new CopyOnWriteArrayList<>();
    final List<TestingProcess> processes = new CopyOnWriteArrayList<>();
    private final Map<Path, TestingProcess> byFolder = new ConcurrentHashMap<>();

    TestingProcess last() {
        return processes.getLast();
    }

    /** As after a reboot: nothing runs any more. */
    void forgetAll() {
        byFolder.clear();
    }

    @Override
    public Running start(ContainerSpec spec, StartHooks hooks, Path stateDir) {
        String program = spec.process().args().getFirst();
        if (program.equals("nosuchcmd")) {
            throw EngineException.invalid(
                    "failed to create task for container: exec: \"nosuchcmd\": executable file not"
                            + " found in $PATH: unknown");
        }
        specs.add(spec);
        TestingProcess process = make(spec.process(), stateDir);
        hooks.networkRequests();
        hooks.attach(FIRST_PID + processes.size());
        hooks.connect(FIRST_PID + processes.size());
        return process.hold(spec.process().tty());
    }

    @Override
    public Running exec(ContainerSpec spec, ProcessSpec process, Running container, IntConsumer attach, Path stateDir) {
        execs.add(process);
        TestingProcess made = make(process, stateDir);
        attach.accept(FIRST_PID + processes.size());
        return made.hold(process.tty());
    }

    @Override
    public Fd root(Rootfs rootfs, @Nullable IdRange ids, boolean writable) {
        return Descriptors.open(rootfs.upper(), Descriptors.PATH_ONLY);
    }

    @Override
    public Optional<Running> adopt(Path stateDir) {
        return Optional.ofNullable(byFolder.get(stateDir))
                .filter(process -> !process.released)
                .map(process -> process.hold(false));
    }

    private TestingProcess make(ProcessSpec spec, Path stateDir) {
        TestingProcess process = new TestingProcess(FIRST_PID + processes.size() + 1, spec.stdin());
        processes.add(process);
        byFolder.put(stateDir, process);
        return process;
    }
}
