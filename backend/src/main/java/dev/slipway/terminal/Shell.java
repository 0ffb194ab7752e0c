package dev.slipway.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.Terminal;
import dev.slipway.recording.NotRecorded;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** One open shell: passes its bytes to the page as they come, each frame only when the one before has left. */
final class Shell implements Runnable {

    private static final Logger LOG = Logger.getLogger(Shell.class);

    private final Terminal terminal;

    /** Where it runs; empty for a container of its own. */
    private final String instance;

    private final Tape tape;
    private final WebSocketConnection connection;
    private final ObjectMapper json;

    Shell(Terminal terminal, String instance, Tape tape, WebSocketConnection connection, ObjectMapper json) {
        this.tape = tape;
        this.terminal = terminal;
        this.instance = instance;
        this.connection = connection;
        this.json = json;
    }

    @Override
    public void run() {
        try (terminal) {
            byte[] bytes;
            while (connection.isOpen() && (bytes = terminal.read()) != null) {
                // Kept before it is shown: nobody sees what is in no recording.
                tape.output(bytes);
                connection.sendBinaryAndAwait(bytes);
            }
            finish();
        } catch (NotRecorded why) {
            refuse(connection, json, String.valueOf(why.getMessage()));
        } catch (RuntimeException gone) {
            LOG.debugf("terminal ended: %s", gone.getMessage());
        } finally {
            tape.end(null);
        }
    }

    void type(byte[] bytes) {
        try {
            terminal.write(bytes);
        } catch (EngineFailure ended) {
            LOG.debugf("typed into a shell that has ended: %s", ended.getMessage());
        }
    }

    void endInput() {
        try {
            terminal.endInput();
        } catch (EngineFailure ended) {
            LOG.debugf("ended the input of a program that has ended: %s", ended.getMessage());
        }
    }

    void resize(Size size) {
        try {
            tape.resized(size);
            terminal.resize(size.columns(), size.rows());
        } catch (EngineFailure ended) {
            LOG.debugf("resized a shell that has ended: %s", ended.getMessage());
        } catch (NotRecorded why) {
            refuse(connection, json, String.valueOf(why.getMessage()));
        }
    }

    /** Whether its instance is none of those that serve now. A container of its own is no instance. */
    boolean isInReplaced(Set<UUID> serving) {
        return !instance.isEmpty()
                && serving.stream().noneMatch(id -> id.toString().equals(instance));
    }

    void close() {
        terminal.close();
    }

    /** Says why there is no shell, or none any more, and closes without waiting for the other side. */
    static void refuse(WebSocketConnection connection, ObjectMapper json, String why) {
        ObjectNode message = json.createObjectNode().put("type", "error").put("message", why);
        connection
                .sendText(message.toString())
                .chain(() -> connection.close())
                .subscribe()
                .with(done -> {}, gone -> {});
    }

    static void say(WebSocketConnection connection, ObjectMapper json, String type, String name, String value) {
        ObjectNode message = json.createObjectNode().put("type", type).put(name, value);
        connection.sendTextAndAwait(message.toString());
    }

    private void finish() {
        if (!connection.isOpen()) {
            return;
        }
        try {
            int code = terminal.exitCode();
            tape.end(code);
            ObjectNode message = json.createObjectNode().put("type", "exit").put("code", code);
            connection.sendTextAndAwait(message.toString());
        } catch (EngineFailure away) {
            say(connection, json, "error", "message", String.valueOf(away.getMessage()));
        }
        connection.closeAndAwait();
    }
}
