package dev.slipway.host.network.names;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The host's own resolvers. All are asked at once; the first definite answer counts. */
public final class Resolvers {
    private static final int DNS_PORT = 53;
    /** As many as the C library asks. */
    private static final int MAX_RESOLVERS = 3;
    /** A lost datagram is sent again after the first of these. */
    private static final List<Duration> PATIENCE = List.of(Duration.ofMillis(1500), Duration.ofMillis(2500));

    private static final int STREAM_MILLIS = 4000;
    static final int MAX_MESSAGE_BYTES = 65_535;
    /** Largest datagram asked for with EDNS by common resolvers. */
    private static final int MAX_DATAGRAM_BYTES = 4096;

    private final Supplier<List<InetSocketAddress>> addresses;
    private final boolean none;
    private final SecureRandom random = new SecureRandom();

    Resolvers(Supplier<List<InetSocketAddress>> addresses) {
        this(addresses, false);
    }

    private Resolvers(Supplier<List<InetSocketAddress>> addresses, boolean none) {
        this.addresses = addresses;
        this.none = none;
    }

    /** Those of {@code file}, normally /etc/resolv.conf, read again for every question: it is small, and may change. */
    public static Resolvers of(Path file) {
        return new Resolvers(() -> parse(file));
    }

    /** Those at {@code addresses}, literal ones. */
    public static Resolvers at(List<String> addresses) {
        List<InetSocketAddress> all = addresses.stream()
                .limit(MAX_RESOLVERS)
                .map(address -> new InetSocketAddress(InetAddress.ofLiteral(address), DNS_PORT))
                .toList();
        return new Resolvers(() -> all);
    }

    /** Nobody to ask: what is not known here does not exist. */
    public static Resolvers none() {
        return new Resolvers(List::of, true);
    }

    /** Whether there is nobody to ask on purpose. */
    boolean areNone() {
        return none;
    }

    static List<InetSocketAddress> parse(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                    .filter(words -> words[1].matches("[0-9a-fA-F:.]+(%\\w+)?"))
                    .limit(MAX_RESOLVERS)
                    .map(words -> new InetSocketAddress(words[1], DNS_PORT))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    /** Their addresses, for containers that must ask them directly. */
    public List<String> list() {
        return addresses.get().stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    /** An answer under the question's own number; empty when no resolver gave any. */
    Optional<byte[]> ask(Question question, boolean stream) {
        List<InetSocketAddress> resolvers = addresses.get();
        if (resolvers.isEmpty()) {
            return Optional.empty();
        }
        int id = random.nextInt(1 << Short.SIZE);
        Optional<byte[]> answer =
                stream ? askByStream(question, id, resolvers) : askByDatagram(question, id, resolvers);
        return answer.map(bytes -> {
            bytes[0] = (byte) (question.id() >> Byte.SIZE);
            bytes[1] = (byte) question.id();
            return bytes;
        });
    }

    private static Optional<byte[]> askByDatagram(Question question, int id, List<InetSocketAddress> resolvers) {
        // A socket per question: its random port is what makes forging an answer hard.
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] query = question.numbered(id);
            List<byte[]> indefinite = new ArrayList<>();
            for (Duration patience : PATIENCE) {
                for (InetSocketAddress resolver : resolvers) {
                    send(socket, query, resolver);
                }
                Optional<byte[]> answer = receive(socket, question, id, resolvers, patience, indefinite);
                if (answer.isPresent()) {
                    return answer;
                }
                if (indefinite.size() >= resolvers.size()) {
                    break;
                }
            }
            return indefinite.stream().findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void send(DatagramSocket socket, byte[] query, InetSocketAddress resolver) {
        try {
            socket.send(new DatagramPacket(query, query.length, resolver));
        } catch (IOException e) {
            // Not reachable from here; the others may be.
        }
    }

    private static Optional<byte[]> receive(
            DatagramSocket socket,
            Question question,
            int id,
            List<InetSocketAddress> resolvers,
            Duration patience,
            List<byte[]> indefinite)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        while (indefinite.size() < resolvers.size()) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return Optional.empty();
            }
            socket.setSoTimeout((int) left);
            try {
                packet.setLength(MAX_DATAGRAM_BYTES);
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            }
            byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
            if (resolvers.contains(packet.getSocketAddress()) && question.isAnsweredBy(answer, id)) {
                if (Answer.isDefinite(answer)) {
                    return Optional.of(answer);
                }
                indefinite.add(answer);
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> askByStream(Question question, int id, List<InetSocketAddress> resolvers) {
        for (InetSocketAddress resolver : resolvers) {
            try (Socket socket = new Socket()) {
                socket.connect(resolver, STREAM_MILLIS);
                socket.setSoTimeout(STREAM_MILLIS);
                byte[] query = question.numbered(id);
                write(new DataOutputStream(socket.getOutputStream()), query);
                byte[] answer = read(new DataInputStream(socket.getInputStream()));
                if (question.isAnsweredBy(answer, id)) {
                    return Optional.of(answer);
                }
            } catch (IOException e) {
                // The next one.
            }
        }
        return Optional.empty();
    }

    /** A message on a stream has its length before it (RFC 1035, 4.2.2). */
    static void write(DataOutputStream out, byte[] message) throws IOException {
        byte[] framed = new byte[message.length + Short.BYTES];
        framed[0] = (byte) (message.length >> Byte.SIZE);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, Short.BYTES, message.length);
        out.write(framed);
        out.flush();
    }

    static byte[] read(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }
}
