package dev.slipway.recording;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes asciicast version 2, a line of JSON for each event, as asciinema and its players read it
 * (https://docs.asciinema.org/manual/asciicast/v2/). What is typed is not written: passwords at a prompt would be in it.
 */
final class Cast {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS = 1e9;

    /** A program without a terminal ends lines by a line feed alone, which does not lead back to the first column. */
    private final boolean tty;

    /** Broken text becomes replacement characters, as terminals show it. */
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The beginning of a letter whose rest has not come yet. */
    private byte[] begun = {};

    Cast(boolean tty) {
        this.tty = tty;
    }

    /** The first line. */
    static String head(int columns, int lines, Instant start, String title) {
        ObjectNode head = JSON.objectNode();
        head.put("version", 2).put("width", columns).put("height", lines).put("timestamp", start.getEpochSecond());
        head.put("title", title).putObject("env").put("TERM", "xterm-256color");
        return head + "\n";
    }

    /** Bytes the program wrote; empty when they are but the beginning of a letter. */
    String output(Duration since, byte[] bytes) {
        String text = decoded(bytes);
        if (text.isEmpty()) {
            return "";
        }
        return event(since, "o", tty ? text : text.replace("\r\n", "\n").replace("\n", "\r\n"));
    }

    /** The window has another size. */
    String resized(Duration since, int columns, int lines) {
        return event(since, "r", columns + "x" + lines);
    }

    private String decoded(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(begun.length + bytes.length)
                .put(begun)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.reset().decode(in, out, false);
        begun = new byte[in.remaining()];
        in.get(begun);
        return out.flip().toString();
    }

    private static String event(Duration since, String code, String data) {
        ArrayNode event = JSON.arrayNode();
        event.add(Math.round(since.toNanos() / 1e3) / (NANOS / 1e3)).add(code).add(data);
        return event + "\n";
    }
}
