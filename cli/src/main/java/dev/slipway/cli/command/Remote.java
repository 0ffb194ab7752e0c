package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.api.Socket;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.tty.RawTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program over there with its streams here. With a terminal every key goes through, and the window's size follows;
 * without one the first byte of each frame says whether it is output (1) or errors (2).
 */
final class Remote {

    private static final int CHUNK = 16 * 1024;
    private static final int ERRORS = 2;

    /** How soon a changed window is noticed: there is no signal for it that Java may catch. */
    private static final Duration LOOK_AT_SIZE = Duration.ofMillis(250);

    private final Session session;
    private final String app;

    Remote(Session session, String app) {
        this.session = session;
        this.app = app;
    }

    /** Runs what {@code order} says and returns its exit code. */
    int run(ObjectNode order, boolean terminal) {
        try (Socket socket = Socket.open(session.client(), app, "terminal")) {
            ObjectNode open = order.put("type", "open").put("tty", terminal);
            if (!terminal) {
                socket.send(open);
                Thread.ofPlatform().daemon().name("stdin").start(() -> passInput(socket));
                return passOutput(socket, false);
            }
            RawTerminal.Size size = RawTerminal.size();
            socket.send(open.put("cols", size.columns()).put("rows", size.rows()));
            return interact(socket, size);
        }
    }

    private int interact(Socket socket, RawTerminal.Size size) {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawTerminal raw = RawTerminal.open()) {
            // A read of the terminal cannot be interrupted: the thread ends with the process.
            Thread.ofPlatform().daemon().name("keys").start(() -> passInput(socket));
            Thread.ofVirtual().name("window").start(() -> passSize(socket, size, ended));
            return passOutput(socket, true);
        } finally {
            ended.countDown();
        }
    }

    /** Who sits at a terminal that is recorded is to know it; the screen is raw, so a line ends with both. */
    private void tell(JsonNode opened, boolean terminal) {
        if (terminal && opened.path("recorded").asBoolean()) {
            PrintWriter screen = session.around().err();
            screen.print("this terminal is recorded\r\n");
            screen.flush();
        }
    }

    private int passOutput(Socket socket, boolean terminal) {
        while (true) {
            switch (socket.next()) {
                case Socket.Bytes bytes -> write(bytes.bytes(), terminal);
                case Socket.Text text -> {
                    JsonNode message = text.message();
                    switch (Json.text(message, "type")) {
                        case "exit" -> {
                            return message.path("code").asInt();
                        }
                        case "error" -> throw new Failure(ExitCode.NOT_STARTED, Json.text(message, "message"));
                        case "opened" -> tell(message, terminal);
                        default -> {
                            // of a newer server
                        }
                    }
                }
                case Socket.Closed closed ->
                    throw new Failure(
                            closed.status() == 1008 ? ExitCode.DENIED : ExitCode.UNAVAILABLE,
                            "the connection ended before the command did"
                                    + (closed.reason().isEmpty() ? "" : ": " + closed.reason()));
            }
        }
    }

    private void write(byte[] bytes, boolean terminal) {
        try {
            if (terminal) {
                session.around().bytes().write(bytes);
                session.around().bytes().flush();
            } else if (bytes.length > 0 && bytes[0] == ERRORS) {
                session.around().errors().write(bytes, 1, bytes.length - 1);
                session.around().errors().flush();
            } else if (bytes.length > 0) {
                session.around().bytes().write(bytes, 1, bytes.length - 1);
                session.around().bytes().flush();
            }
        } catch (IOException closed) {
            throw new Failure(ExitCode.FILE, "cannot write to standard output: " + closed.getMessage());
        }
    }

    private void passInput(Socket socket) {
        byte[] buffer = new byte[CHUNK];
        try {
            int count;
            while ((count = session.around().in().read(buffer)) >= 0) {
                socket.send(buffer, count);
            }
        } catch (IOException closed) {
            // Nobody can type any more, which is the same as the end.
            socket.send(Json.object().put("type", "eof"));
            return;
        }
        socket.send(Json.object().put("type", "eof"));
    }

    private static void passSize(Socket socket, RawTerminal.Size first, CountDownLatch ended) {
        RawTerminal.Size known = first;
        try {
            while (!ended.await(LOOK_AT_SIZE.toMillis(), TimeUnit.MILLISECONDS)) {
                RawTerminal.Size size = RawTerminal.size();
                if (!size.equals(known)) {
                    known = size;
                    socket.send(Json.object()
                            .put("type", "resize")
                            .put("cols", size.columns())
                            .put("rows", size.rows()));
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
