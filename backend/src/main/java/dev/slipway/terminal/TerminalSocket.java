package dev.slipway.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.app.App;
import dev.slipway.engine.ContainerEntry;
import dev.slipway.engine.Engine;
import dev.slipway.engine.Terminal;
import dev.slipway.platform.Problem;
import dev.slipway.platform.SocketGuard;
import dev.slipway.recording.Recordings;
import dev.slipway.recording.Session;
import dev.slipway.tenancy.Grant;
import dev.slipway.tenancy.StreamAction;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import java.util.Comparator;
import java.util.UUID;
import org.hibernate.Hibernate;

/**
 * A terminal. The first message opens it: {@code {"type":"open","cols":80,"rows":24}} for a shell; with {@code command} a
 * program in a running instance, with {@code fresh} too in a container of its own, with {@code "tty":false} without a
 * terminal. Then {@code resize} and {@code eof}; bytes are what is typed.
 */
@WebSocket(path = "/api/v1/streams/apps/{appId}/terminal", endpointId = StreamAction.Words.TERMINAL)
public class TerminalSocket {

    static final UserData.TypedKey<Shell> SHELL = new UserData.TypedKey<>("slipway.shell");
    static final String APP = "slipway.app";
    private static final String INSTANCE = "slipway.instance";

    private final Engine engine;
    private final OneOff oneOff;
    private final Recordings recordings;
    private final ObjectMapper json;

    TerminalSocket(Engine engine, OneOff oneOff, Recordings recordings, ObjectMapper json) {
        this.recordings = recordings;
        this.engine = engine;
        this.oneOff = oneOff;
        this.json = json;
    }

    @OnTextMessage
    @RunOnVirtualThread
    void text(String message, WebSocketConnection connection) {
        try {
            control(message, connection);
        } finally {
            SocketGuard.done(connection);
        }
    }

    @OnBinaryMessage
    @RunOnVirtualThread
    void typed(byte[] bytes, WebSocketConnection connection) {
        try {
            Shell shell = connection.userData().get(SHELL);
            if (shell != null) {
                shell.type(bytes);
            }
        } finally {
            SocketGuard.done(connection);
        }
    }

    @OnClose
    @RunOnVirtualThread
    void hangUp(WebSocketConnection connection) {
        Shell shell = connection.userData().get(SHELL);
        if (shell != null) {
            shell.close();
        }
    }

    private void control(String message, WebSocketConnection connection) {
        JsonNode order = parse(message);
        Shell shell = connection.userData().get(SHELL);
        switch (order.path("type").asText()) {
            case "open" -> {
                if (shell == null) {
                    open(order, connection);
                }
            }
            case "resize" -> {
                if (shell != null) {
                    shell.resize(Size.of(order));
                }
            }
            case "eof" -> {
                if (shell != null) {
                    shell.endInput();
                }
            }
            default ->
                Shell.say(connection, json, "error", "message", "unknown order; send \"open\", \"resize\" or \"eof\"");
        }
    }

    private void open(JsonNode message, WebSocketConnection connection) {
        Grant grant = Grant.of(connection);
        try {
            Order order = Order.of(message);
            App app = QuarkusTransaction.requiringNew().call(() -> app(grant.target()));
            UUID teamId = app.teamId;
            if (order.fresh()) {
                Terminal terminal = engine.run(teamId, oneOff.order(grant.target()), order.program());
                begin(terminal, "", tape(terminal, app, "", order, grant), connection);
                return;
            }
            ContainerEntry container = choose(teamId, grant);
            Terminal terminal = order.isShell()
                    ? engine.terminal(
                            teamId,
                            container.id(),
                            order.size().columns(),
                            order.size().rows())
                    : engine.exec(teamId, container.id(), order.program());
            String instance = container.labels().getOrDefault(INSTANCE, "");
            begin(terminal, instance, tape(terminal, app, instance, order, grant), connection);
        } catch (Problem refused) {
            Shell.say(connection, json, "error", "message", String.valueOf(refused.getMessage()));
            connection.closeAndAwait();
        }
    }

    private static App app(UUID id) {
        App app = App.present(id).orElseThrow(Problem::notFound);
        Hibernate.initialize(app.project);
        return app;
    }

    /** The project says whether. A terminal that should be recorded and cannot be does not open. */
    private Tape tape(Terminal terminal, App app, String instance, Order order, Grant grant) {
        if (!app.project.recordsTerminals()) {
            return new Tape(null, order.terminal());
        }
        try {
            return new Tape(
                    recordings.begin(new Session(
                            app.teamId,
                            app.project.id,
                            app.id,
                            app.name,
                            grant.caller(),
                            grant.address(),
                            instance.isEmpty() ? null : UUID.fromString(instance),
                            String.join(" ", order.command()),
                            order.terminal(),
                            order.size().columns(),
                            order.size().rows())),
                    order.terminal());
        } catch (RuntimeException failure) {
            terminal.close();
            throw failure;
        }
    }

    private void begin(Terminal terminal, String instance, Tape tape, WebSocketConnection connection) {
        Shell shell = new Shell(terminal, instance, tape, connection, json);
        connection.userData().put(SHELL, shell);
        ObjectNode opened = json.createObjectNode().put("type", "opened").put("instance", instance);
        connection.sendTextAndAwait(opened.put("recorded", tape.records()).toString());
        Thread.ofVirtual().name("terminal-" + connection.id()).start(shell);
    }

    /** The instance the ticket names, else the newest that runs. */
    private ContainerEntry choose(UUID teamId, Grant grant) {
        UUID wanted = grant.instance();
        return engine.list(teamId, APP, grant.target().toString()).stream()
                .filter(entry -> entry.labels().containsKey(INSTANCE)) // no one-off
                .filter(entry -> wanted == null
                        || wanted.toString().equals(entry.labels().get(INSTANCE)))
                .filter(entry -> engine.inspect(teamId, entry.id())
                        .filter(state -> state.running())
                        .isPresent())
                .max(Comparator.comparing(
                        entry -> Integer.parseInt(entry.labels().getOrDefault("slipway.release", "0"))))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.CONFLICT,
                        "no running instance to open a shell in; start or deploy the app first"));
    }

    private JsonNode parse(String message) {
        try {
            return json.readTree(message);
        } catch (JsonProcessingException notJson) {
            return json.missingNode();
        }
    }
}
