package dev.slipway.host.logs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The clients attached to one process's output; there may be none, and they may come before the process does. */
public final class FanOut {
    private final List<Tap> taps = new CopyOnWriteArrayList<>();
    private final Duration patience;

    /** @param patience how long a client may take nothing at all while the process waits for it; then it is cut off */
    public FanOut(Duration patience) {
        this.patience = patience;
    }

    /** Connects {@code sink} to what comes from now on. */
    public Tap add(Sink sink) {
        Tap tap = prepare(sink);
        connect(tap);
        tap.begin(null);
        return tap;
    }

    /** Connects {@code sink} after it has received the log's past, without gap or repetition. */
    public Tap addAfter(ContainerLog log, ContainerLog.Query past, Sink sink) {
        Tap tap = prepare(sink);
        tap.begin(log.past(past, () -> connect(tap)));
        return tap;
    }

    private Tap prepare(Sink sink) {
        return new Tap(sink, patience, taps::remove);
    }

    private void connect(Tap tap) {
        taps.add(tap);
    }

    /** Ends everyone, after what waits for them. */
    public void end() {
        taps.forEach(Tap::end);
    }

    /** Hands everyone the first {@code length} bytes of {@code chunk}; mostly there is nobody, and then nothing is copied. */
    void offer(int stream, Chunk chunk, int length) {
        if (taps.isEmpty()) {
            return;
        }
        byte[] bytes = chunk.copy(length);
        for (Tap tap : taps) {
            tap.offer(stream, bytes);
        }
    }

    boolean hasRoom() {
        for (Tap tap : taps) {
            if (!tap.hasRoom()) {
                return false;
            }
        }
        return true;
    }

    void awaitRoom() throws InterruptedException {
        for (Tap tap : taps) {
            tap.awaitRoom();
        }
    }

    /** Where a client's bytes go; may block. */
    @FunctionalInterface
    public interface Sink {
        /** @param stream 1 stdout, 2 stderr */
        void write(int stream, byte[] bytes) throws IOException;
    }
}
