package dev.slipway.host.logs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attached client: a bounded queue and the virtual thread that writes it out. */
public final class Tap implements AutoCloseable {
    /** Bytes that may wait for one client before the process has to. */
    static final int ROOM = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Piece> queue = new ArrayDeque<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final FanOut.Sink sink;
    private final Duration patience;
    private final Consumer<Tap> onClose;
    private @Nullable Thread thread;
    private int waiting;
    private long written;
    private boolean ended;
    private boolean closed;

    Tap(FanOut.Sink sink, Duration patience, Consumer<Tap> onClose) {
        this.sink = sink;
        this.patience = patience;
        this.onClose = onClose;
    }

    /** Completes when everything was written after the end, or the client was closed or cut off. */
    public CompletableFuture<Void> done() {
        return done;
    }

    /** Disconnects at once; what waits is dropped. */
    @Override
    public void close() {
        onClose.accept(this);
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (thread != null && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        done.complete(null);
    }

    void begin(@Nullable Past past) {
        lock.lock();
        try {
            thread = Thread.ofVirtual().name("attach").start(() -> write(past));
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void offer(int stream, byte[] bytes) {
        lock.lock();
        try {
            if (!closed && !ended) {
                queue.add(new Piece(stream, bytes));
                waiting += bytes.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean hasRoom() {
        lock.lock();
        try {
            return closed || waiting < ROOM;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until half of the queue is free; a client that takes nothing for its patience is cut off. */
    void awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            long before = written;
            long left = patience.toNanos();
            while (!closed && waiting > ROOM / 2) {
                left = changed.awaitNanos(left);
                if (written != before) {
                    before = written;
                    left = patience.toNanos();
                } else if (left <= 0) {
                    close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(@Nullable Past past) {
        try {
            if (past != null) {
                writePast(past);
            }
            Piece piece = take();
            while (piece != null) {
                sink.write(piece.stream, piece.bytes);
                written(piece);
                piece = take();
            }
        } catch (IOException | InterruptedException gone) {
            // The client left; whoever attached it learns so by done().
        } finally {
            close();
        }
    }

    private void writePast(Past past) throws IOException, InterruptedException {
        try (past) {
            LogLine line = past.messages().next();
            while (line != null) {
                write(line);
                line = past.messages().next();
            }
            for (LogLine begun : past.begun()) {
                write(begun);
            }
        }
    }

    private void write(LogLine line) throws IOException {
        sink.write(line.stream(), line.bytes());
        lock.lock();
        written++;
        changed.signalAll();
        lock.unlock();
    }

    /** The next piece; null after the end. */
    private @Nullable Piece take() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !ended && !closed) {
                changed.await();
            }
            return closed ? null : queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void written(Piece piece) {
        lock.lock();
        try {
            waiting -= piece.bytes.length;
            written++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private record Piece(int stream, byte[] bytes) {}
}
