package dev.slipway.host.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Bytes on their way from a blocking writer to the client: flushed at once, and waiting while the client is slow. */
// Netty's futures: what fails closes the channel, and that is what channelInactive hears of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Outlet {
    /** How long a writer waits for a client that reads nothing, before the client is given up. */
    static final Duration STALLED = Duration.ofSeconds(60);

    private final Channel channel;
    private final Object change = new Object();

    Outlet(Channel channel) {
        this.channel = channel;
    }

    /** Sends a part of {@code bytes}; they may be reused on return. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        write(channel.alloc().buffer(length).writeBytes(bytes, offset, length));
    }

    /** Sends {@code part}, owned by the outlet from now on; returns when the client's backlog is small again. */
    void write(ByteBuf part) throws IOException {
        if (!channel.isActive()) {
            part.release();
            throw gone();
        }
        channel.writeAndFlush(part, channel.voidPromise());
        awaitRoom();
    }

    /** A buffer of the channel, to be given to {@link #write(ByteBuf)}. */
    ByteBuf buffer(int bytes) {
        return channel.alloc().buffer(bytes);
    }

    private void awaitRoom() throws IOException {
        if (channel.isWritable()) {
            return;
        }
        long deadline = System.nanoTime() + STALLED.toNanos();
        synchronized (change) {
            while (!channel.isWritable()) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (!channel.isActive()) {
                    throw gone();
                }
                if (millis <= 0) {
                    channel.close();
                    throw new IOException("client has read nothing for " + STALLED.toSeconds() + " s, connection cut");
                }
                await(millis);
            }
        }
    }

    private void await(long millis) throws InterruptedIOException {
        try {
            change.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a slow client");
        }
    }

    private static IOException gone() {
        return new IOException("client closed the connection");
    }

    /** Called by the event loop when the channel became writable, unwritable or inactive. */
    void changed() {
        synchronized (change) {
            change.notifyAll();
        }
    }

    /** Cuts the connection after everything written before has been sent. */
    void closeAfterFlush() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
