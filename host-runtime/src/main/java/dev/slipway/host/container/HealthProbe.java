package dev.slipway.host.container;

import dev.slipway.host.base.Ids;
import dev.slipway.host.container.HealthWatch.Result;
import dev.slipway.host.logs.FanOut;
import dev.slipway.host.logs.Tap;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Place;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.ProcessSpec;
import dev.slipway.host.start.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One health check: a process in the container, its exit code and the beginning of what it says; or a connection to it. */
final class HealthProbe {
    /** Bytes of output kept, as Docker. */
    private static final int OUTPUT_BYTES = 4096;

    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);
    private static final int NO_ANSWER = -1;
    private static final String LOOPBACK = "127.0.0.1";

    private final Neighbours neighbours;
    private final Path folder;
    private final RunningContainer running;
    private final HealthRule rule;
    private final Ids ids = new Ids();

    /** @param folder where the container's execs have their state folders */
    HealthProbe(Neighbours neighbours, Path folder, RunningContainer running, HealthRule rule) {
        this.neighbours = neighbours;
        this.folder = folder;
        this.running = running;
        this.rule = rule;
    }

    Result run() {
        return switch (rule.test()) {
            case HealthTest.Command command -> run(command);
            case HealthTest.Port port -> look(port);
        };
    }

    private Result look(HealthTest.Port port) {
        Instant begin = neighbours.clock().instant();
        Optional<String> address = address();
        PortProbe.Finding finding = address.isEmpty()
                ? new PortProbe.Finding(false, "the container has no address of its own to connect to")
                : PortProbe.look(address.get(), port, rule.timeout());
        return new Result(begin, neighbours.clock().instant(), finding.healthy() ? 0 : 1, finding.words());
    }

    /** Its main address; the host's loopback where it is in the host's network. */
    private Optional<String> address() {
        if (running.spec().network() == ContainerSpec.Network.HOST) {
            return Optional.of(LOOPBACK);
        }
        Attachment attachment = running.attachment();
        return attachment == null ? Optional.empty() : attachment.main().map(Place::address);
    }

    private Result run(HealthTest.Command command) {
        Instant begin = neighbours.clock().instant();
        FanOut clients = new FanOut(OUTPUT_PATIENCE);
        Output output = new Output();
        Tap tap = clients.add(output);
        try {
            ContainerExec exec = ContainerExec.start(
                    neighbours.starter(),
                    neighbours.logs(),
                    running,
                    process(command),
                    folder.resolve(ids.next()),
                    clients);
            int code = await(exec);
            if (code == NO_ANSWER) {
                return new Result(
                        begin,
                        neighbours.clock().instant(),
                        NO_ANSWER,
                        "Health check exceeded timeout (" + rule.timeout().toSeconds() + "s)" + output.text());
            }
            tap.done().get(OUTPUT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(begin, neighbours.clock().instant(), code, output.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(begin, e);
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            return failed(begin, e);
        } finally {
            tap.close();
        }
    }

    private Result failed(Instant begin, Exception e) {
        return new Result(begin, neighbours.clock().instant(), NO_ANSWER, String.valueOf(e.getMessage()));
    }

    private int await(ContainerExec exec) throws InterruptedException, ExecutionException {
        try {
            ExitStatus status = exec.ended().get(rule.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return status.code();
        } catch (TimeoutException e) {
            exec.process().signal(Signals.KILL);
            return NO_ANSWER;
        }
    }

    private ProcessSpec process(HealthTest.Command command) {
        ProcessSpec first = running.spec().process();
        return new ProcessSpec(
                command.argv(),
                first.env(),
                first.cwd(),
                first.user(),
                first.groupAdd(),
                false,
                false,
                first.capabilities(),
                first.noNewPrivileges(),
                first.rlimits());
    }

    /** Keeps the beginning. */
    private static final class Output implements FanOut.Sink {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int stream, byte[] bytes) {
            kept.write(bytes, 0, Math.min(bytes.length, OUTPUT_BYTES - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
