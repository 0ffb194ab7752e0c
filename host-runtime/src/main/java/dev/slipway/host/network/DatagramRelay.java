package dev.slipway.host.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries datagrams between clients and a container. Each client has a socket of its own towards the container, so that
 * answers find back; it is closed after a silence, as the kernel forgets its translations.
 */
final class DatagramRelay {
    private static final int LARGEST_DATAGRAM = 65_535;
    /** Clients at once per port: each has a socket and a virtual thread. */
    private static final int MAX_CLIENTS = 512;
    /** As {@code nf_conntrack_udp_timeout}. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 10_000_000;

    private final DatagramChannel socket;
    private final Supplier<@Nullable InetSocketAddress> target;
    private final Predicate<SocketAddress> admits;
    private final Map<SocketAddress, DatagramChannel> flows = new ConcurrentHashMap<>();

    /** @param admits which clients are heard */
    DatagramRelay(
            DatagramChannel socket, Supplier<@Nullable InetSocketAddress> target, Predicate<SocketAddress> admits) {
        this.socket = socket;
        this.target = target;
        this.admits = admits;
    }

    /** Returns when the socket is closed. */
    void run() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        while (socket.isOpen()) {
            try {
                SocketAddress client = socket.receive(buffer.clear());
                if (admits.test(client)) {
                    forward(client, buffer.flip());
                }
            } catch (ClosedChannelException e) {
                break;
            } catch (IOException e) {
                // The container refuses, or there are no descriptors left: datagrams may be lost.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        flows.values().forEach(DatagramRelay::close);
    }

    private void forward(SocketAddress client, ByteBuffer datagram) throws IOException {
        DatagramChannel flow = flows.get(client);
        if (flow == null) {
            InetSocketAddress now = target.get();
            if (now == null || flows.size() >= MAX_CLIENTS) {
                return;
            }
            DatagramChannel made = DatagramChannel.open();
            made.connect(now);
            flows.put(client, made);
            Thread.startVirtualThread(() -> answers(client, made));
            flow = made;
        }
        flow.write(datagram);
    }

    private void answers(SocketAddress client, DatagramChannel flow) {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        try (flow) {
            // The JDK's timed receive is the socket adaptor's.
            flow.socket().setSoTimeout((int) SILENCE.toMillis());
            var packet = new java.net.DatagramPacket(buffer.array(), LARGEST_DATAGRAM);
            while (socket.isOpen()) {
                packet.setLength(LARGEST_DATAGRAM);
                flow.socket().receive(packet);
                socket.send(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), client);
            }
        } catch (IOException e) {
            // Silence, the container refuses, or the port is closed: the flow ends.
        } finally {
            flows.remove(client, flow);
        }
    }

    private static void close(DatagramChannel flow) {
        try {
            flow.close();
        } catch (IOException e) {
            // Closed is what was wanted.
        }
    }
}
