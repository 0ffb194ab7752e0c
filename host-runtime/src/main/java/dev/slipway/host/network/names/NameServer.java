package dev.slipway.host.network.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** DNS for one network on one address, by datagram and by stream; a virtual thread per question. */
public final class NameServer implements AutoCloseable {
    /** Questions of one network being answered; beyond that they are dropped, and the asker tries again. */
    private static final int MAX_QUESTIONS = 256;

    private static final int MAX_CONNECTIONS = 64;
    private static final int CONNECTION_SILENCE_MILLIS = 10_000;
    private static final int BACKLOG = 32;
    private static final long RETRY_PAUSE_NANOS = 10_000_000;
    /** A question has no business being longer: a name, a type, EDNS options. */
    private static final int MAX_QUESTION_BYTES = 1024;
    /** What every asker takes by datagram; a longer answer from a stream might not fit a later one's. */
    private static final int PLAIN_DATAGRAM_BYTES = 512;

    private final NameTable table;
    private final Resolvers resolvers;
    private final AnswerCache cache = new AnswerCache(System::nanoTime);
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final DatagramSocket datagrams;
    private final ServerSocket streams;

    private NameServer(NameTable table, Resolvers resolvers, DatagramSocket datagrams, ServerSocket streams) {
        this.table = table;
        this.resolvers = resolvers;
        this.datagrams = datagrams;
        this.streams = streams;
    }

    /**
     * Starts answering.
     *
     * @throws IOException when the address cannot be bound, perhaps because another DNS server has all of them
     */
    public static NameServer start(InetSocketAddress at, NameTable table, Resolvers resolvers) throws IOException {
        DatagramSocket datagrams = new DatagramSocket(null);
        try {
            // The engine before this one answers until this one does.
            datagrams.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            datagrams.bind(at);
            ServerSocket streams = new ServerSocket();
            try {
                streams.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                streams.bind(new InetSocketAddress(at.getAddress(), datagrams.getLocalPort()), BACKLOG);
                NameServer server = new NameServer(table, resolvers, datagrams, streams);
                Thread.ofVirtual().name("names " + at).start(server::receive);
                Thread.ofVirtual().name("names " + at + " streams").start(server::accept);
                return server;
            } catch (IOException e) {
                streams.close();
                throw e;
            }
        } catch (IOException e) {
            datagrams.close();
            throw e;
        }
    }

    int port() {
        return datagrams.getLocalPort();
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_QUESTION_BYTES], MAX_QUESTION_BYTES);
        while (!datagrams.isClosed()) {
            try {
                packet.setLength(MAX_QUESTION_BYTES);
                datagrams.receive(packet);
                byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                InetSocketAddress asker = (InetSocketAddress) packet.getSocketAddress();
                if (questions.tryAcquire()) {
                    Thread.startVirtualThread(() -> reply(message, asker));
                }
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY_PAUSE_NANOS);
            }
        }
    }

    private void reply(byte[] message, InetSocketAddress asker) {
        try {
            Optional<byte[]> answer = answer(message, false);
            if (answer.isPresent()) {
                datagrams.send(new DatagramPacket(answer.get(), answer.get().length, asker));
            }
        } catch (IOException e) {
            // The asker or this server is gone.
        } finally {
            questions.release();
        }
    }

    private void accept() {
        while (!streams.isClosed()) {
            try {
                Socket asker = streams.accept();
                if (connections.tryAcquire()) {
                    Thread.startVirtualThread(() -> converse(asker));
                } else {
                    asker.close();
                }
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY_PAUSE_NANOS);
            }
        }
    }

    private void converse(Socket asker) {
        try (asker) {
            asker.setSoTimeout(CONNECTION_SILENCE_MILLIS);
            DataInputStream in = new DataInputStream(asker.getInputStream());
            DataOutputStream out = new DataOutputStream(asker.getOutputStream());
            Optional<byte[]> answer = answer(Resolvers.read(in), true);
            while (answer.isPresent()) {
                Resolvers.write(out, answer.get());
                answer = answer(Resolvers.read(in), true);
            }
        } catch (IOException e) {
            // The asker is gone or silent.
        } finally {
            connections.release();
        }
    }

    /** Empty for what is no question: it gets no answer, so that nobody is hit by answers to forged senders. */
    private Optional<byte[]> answer(byte[] message, boolean stream) {
        return Question.parse(message).map(question -> {
            List<Integer> known = table.find(question.name());
            if (!known.isEmpty()) {
                return Answer.addresses(question, question.type() == Question.TYPE_A ? known : List.of());
            }
            return cache.find(question).orElseGet(() -> forward(question, stream));
        });
    }

    private byte[] forward(Question question, boolean stream) {
        Optional<byte[]> answer = resolvers.ask(question, stream);
        answer.filter(bytes -> !stream || bytes.length <= PLAIN_DATAGRAM_BYTES)
                .ifPresent(bytes -> cache.keep(question, bytes));
        return answer.orElseGet(() -> Answer.failure(question, Answer.SERVER_FAILURE));
    }

    @Override
    public void close() {
        datagrams.close();
        try {
            streams.close();
        } catch (IOException e) {
            // Closed is what was wanted.
        }
    }
}
