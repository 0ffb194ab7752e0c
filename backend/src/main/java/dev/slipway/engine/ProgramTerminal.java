package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one program. Without a terminal each array that is read begins with the number of its stream, 1 for
 * output and 2 for errors.
 */
final class ProgramTerminal implements Terminal {

    private final Hijacked stream;
    private final @Nullable Frames frames;
    private final Resizing resizing;
    private final IntSupplier exit;
    private final Runnable hangUp;

    private interface Resizing {
        void to(int columns, int rows);
    }

    private ProgramTerminal(Hijacked stream, Program program, Resizing resizing, IntSupplier exit, Runnable hangUp) {
        this.stream = stream;
        this.frames = program.terminal() ? null : new Frames(stream);
        this.resizing = resizing;
        this.exit = exit;
        this.hangUp = hangUp;
    }

    /** Runs a program in a running container, as its root like the shell. */
    static ProgramTerminal exec(Wire wire, UUID team, String container, Program program) {
        ObjectNode order = wire.json().createObjectNode();
        order.put("AttachStdin", true).put("AttachStdout", true).put("AttachStderr", true);
        order.put("Tty", program.terminal()).put("User", "0");
        program.command().forEach(order.putArray("Cmd")::add);
        if (program.terminal()) {
            order.putArray("Env").add("TERM=xterm-256color");
            order.putArray("ConsoleSize").add(program.rows()).add(program.columns());
        }
        String exec = wire.call(team, "POST", "/containers/" + Wire.encode(container) + "/exec", order)
                .path("Id")
                .asText();
        ObjectNode begin = wire.json().createObjectNode().put("Detach", false).put("Tty", program.terminal());
        Hijacked stream = Hijacked.open(wire.socket(), team, "/exec/" + Wire.encode(exec) + "/start", begin);
        return new ProgramTerminal(
                stream,
                program,
                (columns, rows) -> Wire.translate(
                        "resize terminal",
                        () -> wire.docker(team)
                                .resizeExecCmd(exec)
                                .withSize(rows, columns)
                                .exec()),
                () -> execCode(wire, team, exec),
                () -> {});
    }

    /** Runs a program as the first of a container of its own, which the engine removes when it has ended. */
    static ProgramTerminal run(Wire wire, UUID team, ContainerOrder order, Program program) {
        String container = create(wire, team, order, program);
        String path = "/containers/" + Wire.encode(container);
        try {
            ObjectNode nothing = wire.json().createObjectNode();
            Hijacked stream =
                    Hijacked.open(wire.socket(), team, path + "/attach?stream=1&stdin=1&stdout=1&stderr=1", nothing);
            // Asked for before the start: afterwards the container may be gone already, with its exit code.
            CompletableFuture<Integer> code = exitOf(wire, team, container);
            wire.call(team, "POST", path + "/start", null);
            return new ProgramTerminal(
                    stream,
                    program,
                    (columns, rows) -> wire.call(team, "POST", path + "/resize?h=" + rows + "&w=" + columns, null),
                    () -> join(code),
                    () -> remove(wire, team, container));
        } catch (RuntimeException failure) {
            remove(wire, team, container);
            throw failure;
        }
    }

    @Override
    public byte @Nullable [] read() {
        try {
            return frames == null ? stream.read() : frames.next();
        } catch (IOException hungUp) {
            return null;
        }
    }

    @Override
    public void write(byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException broken) {
            throw Wire.unreachable(broken);
        }
    }

    @Override
    public void endInput() {
        try {
            stream.endOutput();
        } catch (IOException broken) {
            throw Wire.unreachable(broken);
        }
    }

    @Override
    public void resize(int columns, int rows) {
        resizing.to(columns, rows);
    }

    @Override
    public int exitCode() {
        return exit.getAsInt();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException alreadyClosed) {
            hangUp.run();
            return;
        }
        hangUp.run();
    }

    private static String create(Wire wire, UUID team, ContainerOrder order, Program program) {
        HostConfig host = new HostConfig()
                .withMemory(order.memory())
                .withNanoCPUs(order.nanoCpus())
                .withAutoRemove(true);
        return Wire.translate(
                "create container",
                () -> wire.docker(team)
                        .createContainerCmd(order.image())
                        .withCmd(program.command())
                        .withEnv(order.environment())
                        .withLabels(order.labels())
                        .withHostConfig(host)
                        .withTty(program.terminal())
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
    }

    /** The answer's head comes as soon as the engine waits, its body when the container has ended. */
    private static CompletableFuture<Integer> exitOf(Wire wire, UUID team, String container) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        String path = "/containers/" + Wire.encode(container) + "/wait?condition=next-exit";
        DockerHttpClient.Response answer = wire.open(team, "POST", path, null);
        Thread.ofVirtual().name("wait-" + container).start(() -> {
            try (answer) {
                JsonNode result = wire.json().readTree(answer.getBody());
                code.complete(result.path("StatusCode").asInt());
            } catch (IOException broken) {
                code.completeExceptionally(Wire.unreachable(broken));
            }
        });
        return code;
    }

    private static int join(CompletableFuture<Integer> code) {
        try {
            return code.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof EngineFailure ours) {
                throw ours;
            }
            throw failure;
        }
    }

    private static int execCode(Wire wire, UUID team, String exec) {
        Long code = Wire.translate(
                        "inspect exec",
                        () -> wire.docker(team).inspectExecCmd(exec).exec())
                .getExitCodeLong();
        return code == null ? 0 : code.intValue();
    }

    /** Hanging up ends a one-off, as closing a terminal ends what runs in it. */
    private static void remove(Wire wire, UUID team, String container) {
        try {
            wire.call(team, "DELETE", "/containers/" + Wire.encode(container) + "?force=true&v=true", null);
        } catch (EngineFailure failure) {
            if (failure.unreachable()) {
                throw failure;
            }
        }
    }
}
