package dev.slipway.host.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/** Carries bytes between a client and a container in both directions, half-closes included. */
final class Relay {
    private static final int BUFFER_BYTES = 16 << 10;
    /** Connections relayed at once over all ports; each takes two virtual threads and two buffers. */
    private static final Semaphore ROOM = new Semaphore(1024);

    private Relay() {}

    /** Returns when both directions have ended; closes {@code client}. */
    static void between(SocketChannel client, InetSocketAddress target) {
        if (!ROOM.tryAcquire()) {
            close(client);
            return;
        }
        try (client;
                SocketChannel container = SocketChannel.open()) {
            container.connect(target);
            Thread back = Thread.startVirtualThread(() -> pump(container, client));
            pump(client, container);
            back.join();
        } catch (IOException e) {
            // Nobody listens in the container: the client sees its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ROOM.release();
        }
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side is gone, so the other direction must end too.
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Closed is what was wanted.
        }
    }
}
