package dev.slipway.host.logs;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one container's segments: takes bytes, cuts them into messages, gives each a time of its own, rotates. Files appear
 * with the first output; what a killed engine left is recovered at first use. Guarded by its {@link SegmentedLog}.
 */
final class SegmentWriter {
    /** How much a segment may exceed its size while it waits for a line's end. */
    private static final int ROTATION_SLACK = 1 << 20;

    private static final long NANOS = 1_000_000_000L;

    private final LogFiles files;
    private final LogPolicy policy;
    private final Clock clock;
    private final LineCutter[] cutters = {new LineCutter(), new LineCutter()};

    /** Existing segments, oldest first; the last is the one written to. */
    private final ArrayDeque<Integer> segments = new ArrayDeque<>();

    private @Nullable Segment current;
    private int records;
    private long lastNanos;
    private boolean loaded;
    private @Nullable KernelException failure;

    SegmentWriter(LogFiles files, LogPolicy policy, Clock clock) {
        this.files = files;
        this.policy = policy;
        this.clock = clock;
    }

    /** Where the next message will be. */
    Position end() {
        load();
        return segments.isEmpty() ? Position.START : new Position(segments.getLast(), records);
    }

    List<Integer> segments() {
        load();
        return List.copyOf(segments);
    }

    /**
     * Takes what {@code source} has now into the chunk and the segment, and indexes it.
     *
     * @return bytes taken, 0 at the end of the source, -1 when there is nothing now
     */
    int take(int stream, Fd source, boolean tty, Chunk chunk) {
        Segment segment = segment();
        int taken = tty ? chunk.read(source) : (int) segment.splice(stream, source, Chunk.SIZE);
        if (taken > 0) {
            if (tty) {
                segment.append(stream, chunk.memory(), taken);
            } else {
                segment.read(stream, chunk.memory(), taken, segment.size(stream) - taken);
            }
            index(segment, stream, chunk.lend(taken), taken, chunk.records());
        }
        return taken;
    }

    /**
     * Forgets what it holds in memory after a write failed halfway: the next use finds out from the files what is there, as
     * after a kill.
     */
    void startOver() {
        suspend();
        loaded = false;
        segments.clear();
        for (int stream = 0; stream < cutters.length; stream++) {
            cutters[stream] = new LineCutter();
        }
    }

    /** Adds a line of the engine's own to a stream, after a line begun was ended. */
    void say(int stream, String line) {
        Segment segment = segment();
        flush(segment, false);
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            segment.append(stream, memory, bytes.length);
        }
        index(segment, stream, bytes, bytes.length, new RecordBatch());
    }

    /** Goes on in a new segment when this one is full, and deletes what is too old. */
    void rotateWhenFull() {
        Segment segment = current;
        if (segment == null || segment.bytes() < policy.segmentBytes()) {
            return;
        }
        boolean betweenLines = cutters[0].waiting() == 0 && cutters[1].waiting() == 0;
        if (!betweenLines && segment.bytes() < policy.segmentBytes() + ROTATION_SLACK) {
            return;
        }
        flush(segment, true);
        segment.close();
        current = open(segment.number() + 1);
        while (segments.size() > policy.segments()) {
            files.delete(segments.removeFirst());
        }
    }

    /** Makes a line begun a message and closes the files. */
    void finish() {
        load();
        Segment segment = current;
        if (segment != null) {
            flush(segment, false);
            segment.close();
            current = null;
        }
    }

    /** Closes the files and leaves a line begun without a record: the next engine goes on with it. */
    void suspend() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** Lines begun but not ended, as they are now. */
    List<LogLine> begun() {
        List<LogLine> begun = new ArrayList<>();
        for (int stream = 1; stream <= Segment.STREAMS; stream++) {
            int waiting = cutters[stream - 1].waiting();
            Segment segment = current;
            if (waiting > 0 && segment != null) {
                try (NativeMemory memory = new NativeMemory(waiting)) {
                    segment.read(stream, memory, waiting, segment.indexed(stream));
                    begun.add(new LogLine(lastNanos, stream, memory.bytes(0, waiting)));
                }
            }
        }
        return begun;
    }

    void deleteAll() {
        files.deleteAll();
        segments.clear();
        records = 0;
    }

    private Segment segment() {
        load();
        if (!loaded && failure != null) {
            throw failure;
        }
        Segment segment = current;
        if (segment == null) {
            segment = segments.isEmpty() ? open(1) : Segment.recover(segments.getLast(), files);
            current = segment;
        }
        return segment;
    }

    private Segment open(int number) {
        files.create();
        Segment segment = Segment.create(number, files);
        segments.add(number);
        records = 0;
        return segment;
    }

    /**
     * Finds what an engine before wrote; bytes it had no time to index get the time of now. Where there is no room for that,
     * what is indexed can be read all the same, and the next use tries again.
     */
    private void load() {
        if (loaded) {
            return;
        }
        segments.clear();
        segments.addAll(files.segments());
        if (segments.isEmpty()) {
            loaded = true;
            return;
        }
        Segment segment = Segment.recover(segments.getLast(), files);
        current = segment;
        records = segment.records();
        IndexRecord last = segment.last();
        // A segment begun just before the kill may be empty: its predecessor's times then lie before now anyway.
        lastNanos = Math.max(lastNanos, last == null ? now() : last.nanos());
        try {
            indexRest(segment);
            loaded = true;
        } catch (KernelException e) {
            startOver();
            segments.addAll(files.segments());
            failure = e;
        }
    }

    private void indexRest(Segment segment) {
        Chunk chunk = new Chunk();
        for (int stream = 1; stream <= Segment.STREAMS; stream++) {
            long from = segment.indexed(stream);
            while (from < segment.size(stream)) {
                int length = (int) Math.min(Chunk.SIZE, segment.size(stream) - from);
                segment.read(stream, chunk.memory(), length, from);
                index(segment, stream, chunk.lend(length), length, chunk.records());
                from += length;
            }
        }
    }

    private void index(Segment segment, int stream, byte[] bytes, int length, RecordBatch added) {
        Indexing indexing = new Indexing(segment, stream, added);
        cutters[stream - 1].feed(bytes, length, indexing);
        indexing.write();
    }

    private void flush(Segment segment, boolean goesOn) {
        for (int stream = 1; stream <= Segment.STREAMS; stream++) {
            Indexing indexing = new Indexing(segment, stream, new RecordBatch());
            cutters[stream - 1].flush(goesOn, indexing);
            indexing.write();
        }
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * NANOS + now.getNano();
    }

    /** Turns message lengths into records of one stream, each with the next free nanosecond. */
    private final class Indexing implements LineCutter.Messages {
        private final Segment segment;
        private final int stream;
        private final long now = now();
        private final RecordBatch added;
        private int offset;

        Indexing(Segment segment, int stream, RecordBatch added) {
            this.segment = segment;
            this.added = added;
            this.stream = stream;
            this.offset = (int) segment.indexed(stream);
        }

        @Override
        public void message(int length, boolean partial) {
            lastNanos = Math.max(lastNanos + 1, now);
            added.add(lastNanos, offset, length, stream, partial);
            offset += length;
        }

        void write() {
            segment.index(stream, added, offset);
            records = segment.records();
        }
    }
}
