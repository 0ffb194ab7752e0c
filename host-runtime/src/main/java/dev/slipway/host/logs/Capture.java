package dev.slipway.host.logs;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The output of one running process on its way from the pipes to the log and to attached clients. */
public final class Capture implements AutoCloseable {
    /** After the process's end its streams get this long without a byte; another process may hold the pipe for ever. */
    private static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

    /**
     * Capacity of the pipe of a process that writes faster than it is read. With the usual 64 KiB writer and reader would
     * wait for each other at every step; only pipes that were seen full get it, since the kernel keeps a table for each.
     */
    private static final int WIDE_PIPE_BYTES = 1 << 20;

    /** How long after a failed write the next one is tried: a full disk stays full for a while. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Capture.class.getName());

    private final @Nullable SegmentedLog log;
    private final FanOut clients;
    private final boolean tty;
    private final List<Pump.Stream> streams = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final boolean[] widened = new boolean[Segment.STREAMS];
    /** Why the log takes nothing now, and what it has missed; null while all is well. Of the pump's thread only. */
    private @Nullable String failure;

    private long retryAt;
    private long lost;

    Capture(@Nullable SegmentedLog log, FanOut clients, boolean tty) {
        this.log = log;
        this.clients = clients;
        this.tty = tty;
    }

    void begin(Pump pump, Fd stdout, @Nullable Fd stderr) {
        if (log != null) {
            log.begin();
        }
        open.set(stderr == null ? 1 : 2);
        streams.add(pump.read(stdout, (self, readable, chunk) -> ready(self, 1, readable ? stdout : null, chunk)));
        if (stderr != null) {
            streams.add(pump.read(stderr, (self, readable, chunk) -> ready(self, 2, readable ? stderr : null, chunk)));
        }
    }

    /** Completes when every stream has reached its end. */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    /** Waits on the caller's thread for the rest of the output of a process that has ended; bounded. */
    public void awaitRest() throws InterruptedException {
        long before = -1;
        while (!drained.isDone() && (paused.get() > 0 || taken.get() != before)) {
            before = taken.get();
            try {
                drained.get(DRAIN_GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException goesOn) {
                // Judged by the loop's condition.
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Stops reading and ends the attached clients; followers of the log end when {@code forGood}. */
    public void finish(boolean forGood) {
        close();
        if (log != null) {
            log.finish(forGood);
        }
        clients.end();
    }

    /** Stops reading only: what is left stays in the pipes for the next engine. The descriptors may be closed afterwards. */
    @Override
    public void close() {
        streams.forEach(Pump.Stream::remove);
    }

    /** @param source null at the end: then not even a file is opened, most containers never write to stderr */
    private void ready(Pump.Stream self, int stream, @Nullable Fd source, Chunk chunk) {
        int n = source == null ? 0 : take(stream, source, chunk);
        if (n == 0) {
            self.remove();
            if (open.decrementAndGet() == 0) {
                drained.complete(null);
            }
        } else if (n > 0) {
            taken.addAndGet(n);
            if (n == Chunk.SIZE) {
                widen(stream, source);
            }
            if (!clients.hasRoom()) {
                pauseUntilRoom(self);
            }
        }
    }

    private void widen(int stream, @Nullable Fd pipe) {
        if (!widened[stream - 1] && pipe != null && !tty) {
            widened[stream - 1] = true;
            Descriptors.pipeSize(pipe, WIDE_PIPE_BYTES);
        }
    }

    private int take(int stream, Fd source, Chunk chunk) {
        if (log != null && (failure == null || System.nanoTime() - retryAt >= 0)) {
            try {
                return keep(log, stream, source, chunk);
            } catch (KernelException | EngineException e) {
                // A full disk must not stop the app: its output goes on to attached clients only.
                if (failure == null) {
                    LOG.log(System.Logger.Level.WARNING, "output is not kept for now: " + e.getMessage());
                }
                failure = e.getMessage();
                retryAt = System.nanoTime() + RETRY.toNanos();
            }
        }
        int n = chunk.read(source);
        if (n > 0) {
            clients.offer(stream, chunk, n);
            lost += failure == null ? 0 : n;
        }
        return n;
    }

    private int keep(SegmentedLog kept, int stream, Fd source, Chunk chunk) {
        if (lost > 0) {
            kept.say(stream, "[slipway] " + lost + " bytes of output were not kept: " + failure);
            lost = 0;
        }
        int n = kept.take(stream, source, tty, chunk, clients::offer);
        failure = null;
        return n;
    }

    /** The process then waits at its full pipe, as long as the slow client's patience lasts. */
    private void pauseUntilRoom(Pump.Stream stream) {
        stream.pause();
        paused.incrementAndGet();
        Thread.ofVirtual().name("await-room").start(() -> {
            try {
                clients.awaitRoom();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                paused.decrementAndGet();
                stream.resume();
            }
        });
    }
}
