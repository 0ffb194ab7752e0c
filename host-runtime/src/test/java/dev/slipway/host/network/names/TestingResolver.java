package dev.slipway.host.network.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The host's resolver, as a test wants it to answer: a function from query to answer, null for silence. */
final class TestingResolver implements AutoCloseable {
    interface Behaviour {
        byte @Nullable [] answer(byte[] query, boolean stream);
    }

    private static final int TRIES = 20;

    final AtomicInteger asked = new AtomicInteger();
    private final DatagramSocket datagrams;
    private final ServerSocket streams;

    TestingResolver(Behaviour behaviour) throws IOException {
        streams = new ServerSocket();
        datagrams = bind(streams);
        Thread.startVirtualThread(() -> serveDatagrams(behaviour));
        Thread.startVirtualThread(() -> serveStreams(behaviour));
    }

    /** Binds both to one port: a port free for one may be taken for the other, as any connection of this host takes one. */
    private static DatagramSocket bind(ServerSocket streams) throws IOException {
        DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        for (int tries = 0; !streams.isBound(); tries++) {
            try {
                streams.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), datagrams.getLocalPort()), 5);
            } catch (BindException e) {
                datagrams.close();
                if (tries == TRIES) {
                    throw e;
                }
                datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            }
        }
        return datagrams;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), datagrams.getLocalPort());
    }

    private void serveDatagrams(Behaviour behaviour) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                datagrams.receive(packet);
                asked.incrementAndGet();
                byte[] answer = behaviour.answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
                if (answer != null) {
                    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // Closed at the end of the test.
        }
    }

    private void serveStreams(Behaviour behaviour) {
        try {
            while (true) {
                try (Socket asker = streams.accept()) {
                    byte[] query = Resolvers.read(new DataInputStream(asker.getInputStream()));
                    byte[] answer = behaviour.answer(query, true);
                    if (answer != null) {
                        Resolvers.write(new DataOutputStream(asker.getOutputStream()), answer);
                    }
                }
            }
        } catch (IOException e) {
            // Closed at the end of the test.
        }
    }

    /** An A record with {@code ttl} for whatever is asked; {@code change} may spoil it. */
    static byte[] record(byte[] query, int address, int ttl, UnaryOperator<byte[]> change) {
        Question question = Question.parse(query).orElseThrow();
        byte[] answer = Answer.addresses(question, java.util.List.of(new NameTable.Host(address, null)));
        java.nio.ByteBuffer.wrap(answer).putInt(question.end() + 6, ttl);
        return change.apply(answer);
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }
}
