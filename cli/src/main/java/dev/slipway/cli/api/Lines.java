package dev.slipway.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Follows a log over its socket; a connection that breaks is opened again where it was. */
public final class Lines {

    /** A server that is replaced by another version is away for some seconds. */
    private static final int MOST_BREAKS_IN_A_ROW = 15;

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /** What the server closes a stream with when the right to it has ended. */
    private static final int POLICY = 1008;

    private final Client client;
    private final String thing;
    private final String kind;
    private String cursor = "";
    private int breaks;

    /** Follows the log {@code kind} of {@code thing}, for example {@code log} of {@code /builds/<id>}. */
    public Lines(Client client, String thing, String kind) {
        this.client = client;
        this.thing = thing;
        this.kind = kind;
    }

    /**
     * Gives each line to {@code reader} until the log has an end.
     *
     * @param from where to begin, for example {@code {"tail": 100}}
     * @return how it ended, for example {@code succeeded} for a build
     */
    public String follow(ObjectNode from, Consumer<JsonNode> reader) {
        while (true) {
            try (Socket socket = Socket.open(client, thing, kind)) {
                ObjectNode begin = from.deepCopy().put("type", "from");
                if (!cursor.isEmpty()) {
                    begin.put("cursor", cursor);
                }
                socket.send(begin);
                String end = read(socket, reader);
                if (!end.isEmpty()) {
                    return end;
                }
            } catch (Failure away) {
                if (away.code() != ExitCode.UNAVAILABLE || cursor.isEmpty()) {
                    throw away;
                }
            }
            pauseAfterBreak();
        }
    }

    /** Reads until the end, whose word it returns, or until the connection breaks. */
    private String read(Socket socket, Consumer<JsonNode> reader) {
        while (true) {
            switch (socket.next()) {
                case Socket.Text text -> {
                    JsonNode message = text.message();
                    if (Json.text(message, "type").equals("end")) {
                        return Json.text(message, "status");
                    }
                    if (Json.text(message, "type").equals("line")) {
                        cursor = Json.text(message, "cursor");
                        breaks = 0;
                        reader.accept(message);
                    }
                }
                case Socket.Bytes bytes -> throw new Failure(ExitCode.PROTOCOL, "the server sent bytes in a log");
                case Socket.Closed closed -> {
                    if (closed.status() == POLICY) {
                        throw new Failure(ExitCode.DENIED, "the server ended the stream: " + closed.reason());
                    }
                    return "";
                }
            }
        }
    }

    private void pauseAfterBreak() {
        if (++breaks > MOST_BREAKS_IN_A_ROW) {
            throw new Failure(
                    ExitCode.UNAVAILABLE, "the connection to " + client.server() + " broke and does not come back");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN.toMillis()));
    }
}
