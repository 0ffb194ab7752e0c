package dev.slipway.host.api.http;

import dev.slipway.host.base.BulkInput;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Bytes on their way from the event loop to a blocking reader; bounded by telling the channel to stop reading. */
final class Intake extends BulkInput {
    /** Bytes queued above which the channel is paused: a few socket reads, so that the reader never starves. */
    static final int HIGH_BYTES = 256 * 1024;

    /** Bytes queued below which a paused channel goes on. */
    static final int LOW_BYTES = 64 * 1024;

    private final Flow flow;
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>();
    private @Nullable Runnable firstRead;
    private int queued;
    private boolean paused;
    private boolean ended;
    private boolean discarding;
    private @Nullable IOException failure;

    /** What the intake may ask of the channel. */
    interface Flow {
        void pause();

        void resume();
    }

    /** @param firstRead runs once before the first read waits, on the reader's thread */
    Intake(Flow flow, @Nullable Runnable firstRead) {
        this.flow = flow;
        this.firstRead = firstRead;
    }

    /** Takes ownership of {@code part}; called by the event loop. */
    synchronized void offer(ByteBuf part) {
        if (discarding || !part.isReadable() || failure != null) {
            part.release();
            return;
        }
        parts.add(part);
        queued += part.readableBytes();
        if (queued > HIGH_BYTES && !paused) {
            paused = true;
            flow.pause();
        }
        notifyAll();
    }

    /** No more bytes will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** No more bytes will come, and what was to come is missing. Queued bytes are still read first. */
    synchronized void fail(IOException reason) {
        if (!ended && failure == null) {
            failure = reason;
            notifyAll();
        }
    }

    /** Whether the sender has sent everything. */
    synchronized boolean ended() {
        return ended;
    }

    /** Throws away what is queued and what comes. */
    synchronized void discard() {
        discarding = true;
        while (!parts.isEmpty()) {
            parts.remove().release();
        }
        queued = 0;
        resumeWhenLow();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        beforeFirstRead();
        synchronized (this) {
            if (length == 0) {
                return 0;
            }
            while (parts.isEmpty()) {
                if (failure != null) {
                    throw failure;
                }
                if (ended || discarding) {
                    return -1;
                }
                await();
            }
            return take(bytes, offset, length);
        }
    }

    private void beforeFirstRead() {
        Runnable once;
        synchronized (this) {
            once = firstRead;
            firstRead = null;
        }
        if (once != null) {
            once.run();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the client's bytes");
        }
    }

    private int take(byte[] bytes, int offset, int length) {
        int taken = 0;
        while (taken < length && !parts.isEmpty()) {
            ByteBuf part = parts.element();
            int count = Math.min(length - taken, part.readableBytes());
            part.readBytes(bytes, offset + taken, count);
            taken += count;
            if (!part.isReadable()) {
                parts.remove().release();
            }
        }
        queued -= taken;
        resumeWhenLow();
        return taken;
    }

    private void resumeWhenLow() {
        if (paused && queued < LOW_BYTES) {
            paused = false;
            flow.resume();
        }
    }

    @Override
    public synchronized int available() {
        return queued;
    }

    /** Closing gives up on the rest; the connection itself belongs to the exchange. */
    @Override
    public void close() {
        discard();
    }
}
