package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /containers/{id}/logs} with timestamps: frames of eight bytes of header (stream, length) and a payload.
 * Each line starts with its timestamp.
 */
final class FramedLog implements LogFeed {

    /** The engine cuts lines at 16 KiB; a longer frame means that we read something else. */
    private static final int MOST_FRAME_BYTES = 1024 * 1024;

    private final DockerHttpClient.Response response;
    private final DataInputStream frames;
    private final Deque<LogEntry> ready = new ArrayDeque<>();
    private final StringBuilder[] unfinished = {new StringBuilder(), new StringBuilder()};
    private volatile boolean closed;

    private FramedLog(DockerHttpClient.Response response) {
        this.response = response;
        this.frames = new DataInputStream(response.getBody());
    }

    static FramedLog open(Wire wire, UUID team, String container, @Nullable String since, int tail, boolean follow) {
        String path = "/containers/" + Wire.encode(container) + "/logs?stdout=1&stderr=1&timestamps=1&follow="
                + (follow ? 1 : 0) + "&tail=" + (tail < 0 ? "all" : tail)
                + (since == null ? "" : "&since=" + Wire.encode(since));
        return Wire.translate("logs of " + container, () -> new FramedLog(wire.open(team, "GET", path, null, null)));
    }

    @Override
    public @Nullable LogEntry next() {
        while (ready.isEmpty()) {
            if (closed || !readFrame()) {
                return null;
            }
        }
        return ready.poll();
    }

    @Override
    public void close() {
        closed = true;
        response.close();
    }

    /** Reads one frame; false at the end of the stream. */
    private boolean readFrame() {
        try {
            int stream = frames.read();
            if (stream < 0) {
                return false;
            }
            frames.skipNBytes(3);
            int length = frames.readInt();
            if (length < 0 || length > MOST_FRAME_BYTES || stream > 2) {
                throw new IOException("not a log frame: stream " + stream + ", length " + length);
            }
            byte[] payload = frames.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException("the log broke off within a line");
            }
            split(stream == 2 ? 1 : 0, new String(payload, StandardCharsets.UTF_8));
            return true;
        } catch (IOException broken) {
            if (closed) {
                return false;
            }
            throw Wire.unreachable(broken);
        }
    }

    private void split(int stream, String text) {
        StringBuilder line = unfinished[stream];
        line.append(text);
        int end;
        while ((end = line.indexOf("\n")) >= 0) {
            ready.add(entry(stream, line.substring(0, end)));
            line.delete(0, end + 1);
        }
    }

    private static LogEntry entry(int stream, String line) {
        int space = line.indexOf(' ');
        String stamp = space < 0 ? line : line.substring(0, space);
        String text = space < 0 ? "" : line.substring(space + 1);
        Instant at;
        try {
            at = Instant.parse(stamp);
        } catch (DateTimeParseException unstamped) {
            throw new IllegalStateException("log line without a timestamp: \"" + stamp + "\"", unstamped);
        }
        String cursor = "%d.%09d".formatted(at.getEpochSecond(), at.getNano());
        return new LogEntry(cursor, at, stream == 1 ? "stderr" : "stdout", strip(text));
    }

    private static String strip(String text) {
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
