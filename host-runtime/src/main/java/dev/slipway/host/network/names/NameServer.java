package dev.slipway.host.network.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
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

    private final Known known;
    private final Resolvers resolvers;
    private final AnswerCache cache = new AnswerCache(System::nanoTime);
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private final DatagramSocket datagrams;
    private final ServerSocket streams;

    /** What somebody who asks may learn. @param resolvers its own, whose answers are nobody else's */
    public record View(List<NameTable> tables, Optional<Resolvers> resolvers) {}

    /** Whose names somebody may learn. */
    @FunctionalInterface
    public interface Known {
        View of(InetAddress asker);
    }

    private NameServer(Known known, Resolvers resolvers, DatagramSocket datagrams, ServerSocket streams) {
        this.known = known;
        this.resolvers = resolvers;
        this.datagrams = datagrams;
        this.streams = streams;
    }

    /**
     * Starts answering.
     *
     * @throws IOException when the address cannot be bound, perhaps because another DNS server has all of them
     */
    public static NameServer start(InetSocketAddress at, Known known, Resolvers resolvers) throws IOException {
        DatagramSocket datagrams = new DatagramSocket(null);
        try {
            // The engine before this one answers until this one does.
            datagrams.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            datagrams.bind(at);
            ServerSocket streams = new ServerSocket();
            try {
                streams.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                streams.bind(new InetSocketAddress(at.getAddress(), datagrams.getLocalPort()), BACKLOG);
                NameServer server = new NameServer(known, resolvers, datagrams, streams);
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
            Optional<byte[]> answer = answer(message, asker.getAddress(), false);
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
            Optional<byte[]> answer = answer(Resolvers.read(in), asker.getInetAddress(), true);
            while (answer.isPresent()) {
                Resolvers.write(out, answer.get());
                answer = answer(Resolvers.read(in), asker.getInetAddress(), true);
            }
        } catch (IOException e) {
            // The asker is gone or silent.
        } finally {
            connections.release();
        }
    }

    /** Empty for what is no question: it gets no answer, so that nobody is hit by answers to forged senders. */
    private Optional<byte[]> answer(byte[] message, InetAddress asker, boolean stream) {
        return Question.parse(message).map(question -> {
            View view = known.of(asker);
            return local(question, view.tables())
                    .or(() -> view.resolvers().map(own -> ask(own, question, stream)))
                    .or(() -> cache.find(question))
                    .orElseGet(() -> forward(question, stream));
        });
    }

    private static Optional<byte[]> local(Question question, List<NameTable> tables) {
        for (NameTable table : tables) {
            List<NameTable.Host> hosts = table.find(question.name());
            if (!hosts.isEmpty()) {
                return Optional.of(Answer.addresses(question, hosts));
            }
            Optional<String> name = table.nameOf(question.name());
            if (name.isPresent()) {
                return Optional.of(Answer.name(question, name.get()));
            }
        }
        return Optional.empty();
    }

    private byte[] forward(Question question, boolean stream) {
        if (resolvers.areNone()) {
            return Answer.failure(question, Answer.NAME_ERROR);
        }
        byte[] answer = ask(resolvers, question, stream);
        if (!stream || answer.length <= PLAIN_DATAGRAM_BYTES) {
            cache.keep(question, answer);
        }
        return answer;
    }

    private static byte[] ask(Resolvers resolvers, Question question, boolean stream) {
        return resolvers.ask(question, stream).orElseGet(() -> Answer.failure(question, Answer.SERVER_FAILURE));
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
