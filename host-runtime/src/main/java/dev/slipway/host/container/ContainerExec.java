package dev.slipway.host.container;

import dev.slipway.host.base.Step;
import dev.slipway.host.logs.Capture;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.logs.FanOut;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.start.ExitStatus;
import dev.slipway.host.start.Running;
import dev.slipway.host.start.Starter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A further process in a running container, from its start until nothing of it is left. Ends with the container. */
public final class ContainerExec {
    private static final int UNSEEN_END = 255;

    private final Running process;
    private final Capture capture;
    private final InputPort input;
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

    private ContainerExec(Running process, Capture capture, InputPort input) {
        this.process = process;
        this.capture = capture;
        this.input = input;
    }

    /**
     * Starts {@code spec} in {@code container}.
     *
     * @param stateDir a folder on tmpfs for this process, made here
     * @param clients receive its output
     */
    public static ContainerExec start(
            Starter starter,
            ContainerLogs logs,
            RunningContainer container,
            ProcessSpec spec,
            Path stateDir,
            FanOut clients) {
        Step.before("exec: make the state folder");
        ContainerFiles.make(stateDir);
        Step.before("exec: start the process");
        Running process;
        try {
            process = starter.exec(container.spec(), spec, container.first(), container.cgroup()::add, stateDir);
        } catch (RuntimeException e) {
            ContainerFiles.deleteTree(stateDir);
            throw e;
        }
        Step.before("exec: take the output");
        return follow(process, logs, stateDir, clients);
    }

    /**
     * Takes over a process whose engine died, and with it the client that watched: a terminal hangs up, an input ends, one
     * that needs neither goes on.
     */
    static void adopt(Running process, ContainerLogs logs, Path stateDir) {
        ContainerExec exec = follow(process, logs, stateDir, new FanOut(Duration.ZERO));
        if (process.tty()) {
            process.signal(Signals.HUP);
        } else {
            exec.input.end();
        }
    }

    private static ContainerExec follow(Running process, ContainerLogs logs, Path stateDir, FanOut clients) {
        Capture capture = logs.forward(clients, process.stdout(), process.stderr(), process.tty());
        ContainerExec exec = new ContainerExec(process, capture, new InputPort(process, logs.pump()));
        CompletableFuture<Void> unused = process.exit()
                // Its shim was killed: nobody saw its end.
                .exceptionally(shimKilled -> new ExitStatus(UNSEEN_END, Instant.now()))
                .thenAcceptAsync(status -> exec.settle(status, stateDir), Timers.now());
        return exec;
    }

    public Running process() {
        return process;
    }

    public InputPort input() {
        return input;
    }

    /** Completes when the process has ended and its output was handed on. */
    public CompletableFuture<ExitStatus> ended() {
        return ended;
    }

    private void settle(ExitStatus status, Path stateDir) {
        try {
            capture.awaitRest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Step.before("exec: finish the output");
            capture.finish(true);
            input.close();
            Undo.attempt("release exec in '" + stateDir + "'", () -> {
                process.release();
                Step.before("exec: remove the state folder");
                ContainerFiles.deleteTree(stateDir);
            });
            ended.complete(status);
        }
    }
}
