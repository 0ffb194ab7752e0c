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

    /** An app that writes without ever ending a line must not fill the heap. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final DockerHttpClient.Response response;
    private final DataInputStream frames;
    private final Deque<LogEntry> ready = new ArrayDeque<>();
    private final Line[] unfinished = {new Line("stdout"), new Line("stderr")};
    private volatile boolean closed;

    private FramedLog(DockerHttpClient.Response response) {
        this.response = response;
        this.frames = new DataInputStream(response.getBody());
    }

    static FramedLog open(Wire wire, UUID team, String container, @Nullable String since, int tail, boolean follow) {
        String path = "/containers/" + Wire.encode(container) + "/logs?stdout=1&stderr=1&timestamps=1&follow="
                + (follow ? 1 : 0) + "&tail=" + (tail < 0 ? "all" : tail)
                + (since == null ? "" : "&since=" + Wire.encode(since));
        return Wire.translate("logs of " + container, () -> new FramedLog(wire.open(team, "GET", path, null)));
    }

    @Override
    public @Nullable LogEntry next() {
        while (ready.isEmpty()) {
            if (closed || !readFrame()) {
                break;
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
                return lastWords();
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
            unfinished[stream == 2 ? 1 : 0].take(new String(payload, StandardCharsets.UTF_8));
            return true;
        } catch (IOException broken) {
            if (closed) {
                return false;
            }
            throw Wire.unreachable(broken);
        }
    }

    /** What a process wrote last need not end with a line's end. */
    private boolean lastWords() {
        for (Line line : unfinished) {
            line.finish();
        }
        return !ready.isEmpty();
    }

    /** A line as it comes: longer ones in parts of 16 KiB, each with a timestamp of its own in front. */
    private final class Line {

        private final String stream;
        private final StringBuilder text = new StringBuilder();
        private @Nullable Instant begun;
        private Instant last = Instant.EPOCH;
        private boolean cut;

        Line(String stream) {
            this.stream = stream;
        }

        void take(String part) {
            int space = part.indexOf(' ');
            last = stamp(space < 0 ? part.strip() : part.substring(0, space));
            begun = begun == null ? last : begun;
            String body = space < 0 ? "" : part.substring(space + 1);
            boolean ends = part.endsWith("\n");
            String words = ends && !body.isEmpty() ? body.substring(0, body.length() - 1) : body;
            int room = LONGEST_LINE - text.length();
            text.append(words, 0, Math.min(room, words.length()));
            cut |= words.length() > room;
            if (ends) {
                finish();
            }
        }

        void finish() {
            if (begun == null) {
                return;
            }
            String cursor = "%d.%09d".formatted(last.getEpochSecond(), last.getNano());
            ready.add(new LogEntry(cursor, begun, stream, strip(text.toString()), cut));
            text.setLength(0);
            begun = null;
            cut = false;
        }
    }

    private static Instant stamp(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException unstamped) {
            throw new IllegalStateException("log line without a timestamp: \"" + text + "\"", unstamped);
        }
    }

    private static String strip(String text) {
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
