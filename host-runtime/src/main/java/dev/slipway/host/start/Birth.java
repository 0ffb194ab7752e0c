package dev.slipway.host.start;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.spec.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The conversation with one launcher process until its child runs, as {@link Report} draws it; a failure at any point leaves nothing. */
final class Birth {
    private static final int SIGKILL = 9;

    /** How long the shim may take to collect a killed child; then the child is left to the system's reaper. */
    private static final long COLLECT_MILLIS = 5_000;

    private final Launcher launcher;
    private final Exits exits;
    private final ProcessSpec process;
    private final long owner;
    private final Path stateDir;
    private @Nullable SyscallProgram program;
    private @Nullable Pidfd child;

    /**
     * What is done with a process while it waits; after each it is told to go on.
     *
     * @param born with the one that the shim gave birth to
     * @param forked with the one that this one left behind in namespaces it had joined
     */
    record Stages(List<IntConsumer> born, List<IntConsumer> forked) {
        static Stages ofTheBorn(List<IntConsumer> stages) {
            return new Stages(stages, List.of());
        }

        static Stages ofTheForked(List<IntConsumer> stages) {
            return new Stages(List.of(joiner -> {}), stages);
        }
    }

    /** @param owner host id of the process's user */
    Birth(Launcher launcher, Exits exits, ProcessSpec process, long owner, Path stateDir) {
        this.launcher = launcher;
        this.exits = exits;
        this.process = process;
        this.owner = owner;
        this.stateDir = stateDir;
    }

    /**
     * @param others descriptors behind the standard ones
     * @param composer makes the program, given the number of descriptors handed over
     * @param stages what is done for the process; after each it is told to go on, and it waits for that when it needs it
     */
    Running run(List<String> name, List<Fd> others, IntFunction<SyscallProgram> composer, Stages stages) {
        ShimFile file = ShimFile.create(stateDir);
        Stdio stdio = new Stdio(process, launcher.nothing(), owner);
        Launcher.@Nullable Launched shim = null;
        try {
            List<Fd> descriptors = new ArrayList<>(stdio.descriptors());
            descriptors.addAll(others);
            program = composer.apply(descriptors.size());
            program.writeTo(file.fd());
            Step.before("birth: launch the shim");
            shim = launcher.launch(file.fd(), name, descriptors);
            stdio.closeOtherSide();
            Step.before("birth: talk to the shim");
            int pid = converse(stdio, stages);
            return running(file, stdio, shim, pid);
        } catch (RuntimeException e) {
            undo(file, stdio, shim);
            throw e;
        }
    }

    /** Does what is to be done for {@code pid}, which may fail meanwhile: then it says why in the report that is read next. */
    private static void attend(List<IntConsumer> stages, int pid, Stdio stdio) {
        for (IntConsumer stage : stages) {
            if (!attended(stage, pid)) {
                return;
            }
            go(stdio);
        }
    }

    /** Whether {@code pid} was there for it. */
    private static boolean attended(IntConsumer stage, int pid) {
        try {
            Step.before("birth: attend to the process");
            stage.accept(pid);
            return true;
        } catch (KernelException e) {
            // A process that is gone: by number ESRCH, by its files in proc(5) ENOENT.
            if (e.errno() == Errno.ESRCH || e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** @return pid of the process that executed its program */
    private int converse(Stdio stdio, Stages stages) {
        int pid = 0;
        while (true) {
            switch (Report.next(stdio.report())) {
                case Report.Born born -> {
                    pid = born.pid();
                    child = Pidfd.find(pid).orElse(null);
                    if (child != null) {
                        attend(stages.born, pid, stdio);
                    }
                }
                case Report.Forked forked -> {
                    pid = forked.pid();
                    Objects.requireNonNull(child).close();
                    // It cannot be gone: nobody collects it before the joiner has gone on.
                    child = Pidfd.open(pid);
                    go(stdio);
                    attend(stages.forked, pid, stdio);
                }
                case Report.Failed failed -> throw StartFailure.of(failed, Objects.requireNonNull(program));
                case Report.NotExecuted not -> throw StartFailure.of(not, process);
                case Report.End end -> {
                    if (pid == 0 || child == null) {
                        throw new IllegalStateException("the launcher ended before it had started anything");
                    }
                    return pid;
                }
            }
        }
    }

    private static void go(Stdio stdio) {
        Step.before("birth: let the process go on");
        try (NativeMemory word = NativeMemory.of(new byte[] {'!'})) {
            Descriptors.write(stdio.go(), word);
        } catch (KernelException e) {
            // The process failed before it came to wait; why is in the report that is read next.
            if (e.errno() != Errno.EPIPE) {
                throw e;
            }
        }
    }

    private Running running(ShimFile file, Stdio stdio, Launcher.Launched shim, int pid) {
        ShimFile.Notes notes = new ShimFile.Notes(shim.pid(), pid, process.tty(), process.stdin());
        Step.before("birth: note the process");
        file.started(notes);
        Fd terminal = process.tty() ? terminal(file, shim) : null;
        stdio.closeConversation();
        return new RunningProcess(notes, file, stateDir, shim.process(), child, stdio.ends(), terminal, exits);
    }

    private static Fd terminal(ShimFile file, Launcher.Launched shim) {
        return shim.process()
                .findDescriptor(file.terminalNumber(), "terminal")
                .orElseThrow(() -> EngineException.internal("the shim ended before it could give the terminal", null));
    }

    private void undo(ShimFile file, Stdio stdio, Launcher.@Nullable Launched shim) {
        if (child != null) {
            child.signal(SIGKILL);
            if (shim != null) {
                // Wait for the shim to collect it: without the shim it would be left to whoever is the system's reaper.
                Descriptors.awaitAny(
                        COLLECT_MILLIS, stdio.ends().ended(), shim.process().fd());
            }
            child.close();
        }
        if (shim != null) {
            shim.kill();
        }
        stdio.close();
        file.close();
        try {
            Files.deleteIfExists(stateDir.resolve(ShimFile.NAME));
        } catch (IOException ignored) {
            // The caller removes its folder anyway.
        }
    }
}
