package dev.slipway.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.Terminal;
import io.quarkus.websockets.next.WebSocketConnection;
import org.jboss.logging.Logger;

/** One open shell: passes its bytes to the page as they come, each frame only when the one before has left. */
final class Shell implements Runnable {

    private static final Logger LOG = Logger.getLogger(Shell.class);

    private final Terminal terminal;
    private final WebSocketConnection connection;
    private final ObjectMapper json;

    Shell(Terminal terminal, WebSocketConnection connection, ObjectMapper json) {
        this.terminal = terminal;
        this.connection = connection;
        this.json = json;
    }

    @Override
    public void run() {
        try (terminal) {
            byte[] bytes;
            while (connection.isOpen() && (bytes = terminal.read()) != null) {
                connection.sendBinaryAndAwait(bytes);
            }
            finish();
        } catch (RuntimeException gone) {
            LOG.debugf("terminal ended: %s", gone.getMessage());
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
            terminal.resize(size.columns(), size.rows());
        } catch (EngineFailure ended) {
            LOG.debugf("resized a shell that has ended: %s", ended.getMessage());
        }
    }

    void close() {
        terminal.close();
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
            ObjectNode message = json.createObjectNode().put("type", "exit").put("code", terminal.exitCode());
            connection.sendTextAndAwait(message.toString());
        } catch (EngineFailure away) {
            say(connection, json, "error", "message", String.valueOf(away.getMessage()));
        }
        connection.closeAndAwait();
    }
}
