package dev.slipway.host.network.names;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServerTest {
    private static final int AAAA = Question.TYPE_AAAA;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final NameTable table = new NameTable("net");

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void answersNamesOfContainersWithAllTheirAddresses() throws IOException {
        // Given
        table.add(List.of("web", "Web-Alias"), host(0x0a000005));
        table.add(List.of("web"), host(0x0a000006));
        NameServer server = server();
        // When
        Set<Integer> first = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            first.add(addresses(ask(server, query("WEB", Question.TYPE_A))).getFirst());
        }
        // Then
        assertEquals(Set.of(0x0a000005, 0x0a000006), first);
        assertEquals(List.of(0x0a000005), addresses(ask(server, query("web-alias", Question.TYPE_A))));
        assertEquals(List.of(), addresses(ask(server, query("web", AAAA))));
        assertEquals(0, code(ask(server, query("web", AAAA))));
        assertEquals(
                Set.of(0x0a000005, 0x0a000006),
                Set.copyOf(addresses(askByStream(server, query("web", Question.TYPE_A)))));
        // When
        table.remove(List.of("web", "Web-Alias"), host(0x0a000005));
        // Then
        assertEquals(List.of(0x0a000006), addresses(ask(server, query("web", Question.TYPE_A))));
    }

    @Test
    void answersAddressesOfIpv6AndNamesOfAddresses() throws IOException {
        // Given
        table.add(
                List.of("web", "alias"),
                new NameTable.Host(0x0a000005, new BigInteger("fd00000000000000000000000000000a", 16)));
        NameServer server = server();
        // When
        byte[] six = ask(server, query("web", AAAA));
        byte[] four = ask(server, query("5.0.0.10.in-addr.arpa", Question.TYPE_PTR));
        byte[] reverse = ask(server, query("a." + "0.".repeat(29) + "d.f.ip6.arpa", Question.TYPE_PTR));
        // Then
        assertEquals("fd00000000000000000000000000000a", HexFormat.of().formatHex(six, six.length - 16, six.length));
        assertEquals("\3web\3net\0", new String(four, four.length - 9, 9, StandardCharsets.US_ASCII));
        assertEquals("\3web\3net\0", new String(reverse, reverse.length - 9, 9, StandardCharsets.US_ASCII));
        assertEquals(List.of(0x0a000005), addresses(ask(server, query("alias.net", Question.TYPE_A))));
        // When
        table.remove(
                List.of("web", "alias"),
                new NameTable.Host(0x0a000005, new BigInteger("fd00000000000000000000000000000a", 16)));
        // Then
        assertEquals(Answer.SERVER_FAILURE, code(ask(server, query("5.0.0.10.in-addr.arpa", Question.TYPE_PTR))));
    }

    @Test
    void withNobodyToAskAnUnknownNameDoesNotExist() throws IOException {
        // Given
        NameServer server = NameServer.start(
                new InetSocketAddress(LOOPBACK, 0),
                asker -> new NameServer.View(List.of(table), Optional.empty()),
                Resolvers.none());
        opened.push(server);
        // Then
        assertEquals(Answer.NAME_ERROR, code(ask(server, query("example.org", Question.TYPE_A))));
    }

    @Test
    void anAskerWithResolversOfItsOwnGetsTheirAnswersAndNobodyElseDoes() throws Exception {
        // Given
        TestingResolver own =
                resolver((query, stream) -> TestingResolver.record(query, 7, 60, UnaryOperator.identity()));
        TestingResolver hosts =
                resolver((query, stream) -> TestingResolver.record(query, 8, 60, UnaryOperator.identity()));
        Resolvers chosen = new Resolvers(() -> List.of(own.address()));
        InetAddress special = InetAddress.getByName("127.0.0.2");
        NameServer server = NameServer.start(
                new InetSocketAddress(LOOPBACK, 0),
                asker -> new NameServer.View(
                        List.of(table), asker.equals(special) ? Optional.of(chosen) : Optional.empty()),
                new Resolvers(() -> List.of(hosts.address())));
        opened.push(server);
        byte[] query = query("example.org", Question.TYPE_A);
        // Then
        assertEquals(List.of(8), addresses(ask(server, query)));
        assertEquals(List.of(7), addresses(askFrom(special, server, query)));
        assertEquals(List.of(8), addresses(ask(server, query)));
        assertEquals(1, hosts.asked.get());
    }

    @Test
    void asksTheHostsResolverForOtherNamesAndRemembersTheAnswer() throws IOException {
        // Given
        TestingResolver resolver =
                resolver((query, stream) -> TestingResolver.record(query, 0x01020304, 60, UnaryOperator.identity()));
        NameServer server = server(resolver);
        byte[] query = query("example.org", Question.TYPE_A);
        // When
        byte[] first = ask(server, query);
        byte[] second = ask(server, query);
        // Then
        assertEquals(List.of(0x01020304), addresses(first));
        assertArrayEquals(first, second);
        assertEquals(1, resolver.asked.get());
    }

    @Test
    void takesTheFirstDefiniteAnswerOfSeveralResolvers() throws IOException {
        // Given
        TestingResolver silent = resolver((query, stream) -> null);
        TestingResolver failing =
                resolver((query, stream) -> Answer.failure(Question.parse(query).orElseThrow(), Answer.SERVER_FAILURE));
        TestingResolver good =
                resolver((query, stream) -> TestingResolver.record(query, 7, 60, UnaryOperator.identity()));
        NameServer server = server(silent, failing, good);
        // When
        long start = System.nanoTime();
        byte[] answer = ask(server, query("example.org", Question.TYPE_A));
        // Then
        assertEquals(List.of(7), addresses(answer));
        assertTrue(System.nanoTime() - start < 1_000_000_000L);
    }

    @Test
    void passesOnThatANameDoesNotExist() throws IOException {
        // Given
        NameServer server = server(
                resolver((query, stream) -> Answer.failure(Question.parse(query).orElseThrow(), Answer.NAME_ERROR)));
        // Then
        assertEquals(Answer.NAME_ERROR, code(ask(server, query("no.example", Question.TYPE_A))));
    }

    @Test
    void reportsFailureWhenNoResolverCanBeAsked() throws IOException {
        assertEquals(Answer.SERVER_FAILURE, code(ask(server(), query("example.org", Question.TYPE_A))));
    }

    @Test
    void believesNoAnswerUnderAnotherNumberOrToAnotherQuestion() throws IOException {
        // Given: forged answers come first, as an attacker's would
        TestingResolver resolver = resolver((query, stream) -> TestingResolver.record(query, 9, 60, answer -> {
            answer[1] ^= 1;
            return answer;
        }));
        TestingResolver other = resolver((query, stream) -> TestingResolver.record(query, 9, 60, answer -> {
            answer[13] ^= 1;
            return answer;
        }));
        TestingResolver good = resolver((query, stream) -> {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            return TestingResolver.record(query, 7, 60, UnaryOperator.identity());
        });
        // Then
        assertEquals(List.of(7), addresses(ask(server(resolver, other, good), query("example.org", Question.TYPE_A))));
    }

    @Test
    void carriesLongAnswersByStream() throws IOException {
        // Given
        NameServer server = server(resolver((query, stream) -> TestingResolver.record(query, 7, 60, answer -> {
            if (!stream) {
                answer[2] |= 2;
            }
            return answer;
        })));
        byte[] query = query("example.org", Question.TYPE_A);
        // When
        byte[] datagram = ask(server, query);
        byte[] stream = askByStream(server, query);
        // Then
        assertTrue(Answer.isTruncated(datagram));
        assertEquals(List.of(7), addresses(stream));
    }

    @Test
    void staysSilentOnWhatIsNoQuestionAndGoesOn() throws IOException {
        // Given
        table.add(List.of("web"), host(5));
        NameServer server = server();
        byte[] response = query("web", Question.TYPE_A);
        response[2] |= (byte) 0x80;
        // Then
        assertThrows(SocketTimeoutException.class, () -> ask(server, response, 200));
        assertThrows(SocketTimeoutException.class, () -> ask(server, new byte[3], 200));
        assertEquals(List.of(5), addresses(ask(server, query("web", Question.TYPE_A))));
    }

    @Test
    void neverFailsOnHostileBytes() {
        // Given
        Random random = new Random(7);
        byte[] model = TestingResolver.record(query("a.b.example", Question.TYPE_A), 1, 60, UnaryOperator.identity());
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = Arrays.copyOf(model, random.nextInt(model.length + 20));
            for (int spoiled = random.nextInt(6); spoiled > 0 && bytes.length > 0; spoiled--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            // When
            Question.parse(bytes).ifPresent(question -> assertTrue(question.end() <= bytes.length));
            // Then
            if (bytes.length > Question.HEADER_BYTES) {
                Answer.timesToLive(bytes, Math.min(29, bytes.length))
                        .forEach(offset -> assertTrue(offset + 4 <= bytes.length));
            }
        }
    }

    @Test
    void forgetsAnAnswerWhenItsTimeIsUpAndTakesTimeOffMeanwhile() {
        // Given
        long[] now = {0};
        AnswerCache cache = new AnswerCache(() -> now[0]);
        Question question =
                Question.parse(query("example.org", Question.TYPE_A)).orElseThrow();
        cache.keep(question, TestingResolver.record(question.bytes(), 1, 20, UnaryOperator.identity()));
        // When
        now[0] = 5_000_000_000L;
        byte[] later = cache.find(question).orElseThrow();
        // Then
        assertEquals(15, ByteBuffer.wrap(later).getInt(question.end() + 6));
        now[0] = 20_000_000_000L;
        assertTrue(cache.find(question).isEmpty());
    }

    @Test
    void readsTheHostsResolversFromItsFile(@TempDir Path folder) throws IOException {
        // Given
        Path file = folder.resolve("resolv.conf");
        Files.writeString(file, """
                # nameserver 1.1.1.1
                search example
                nameserver 10.0.0.53
                nameserver  fd00::53
                nameserver host.example
                nameserver 10.0.0.54
                nameserver 10.0.0.55
                """);
        // Then
        assertEquals(
                Stream.of("10.0.0.53", "fd00::53", "10.0.0.54")
                        .map(address -> new InetSocketAddress(address, 53))
                        .toList(),
                Resolvers.parse(file));
        assertEquals(List.of(), Resolvers.parse(folder.resolve("none")));
    }

    private NameServer server(TestingResolver... resolvers) throws IOException {
        NameServer.View view = new NameServer.View(List.of(table), Optional.empty());
        List<InetSocketAddress> addresses =
                Stream.of(resolvers).map(TestingResolver::address).toList();
        NameServer server =
                NameServer.start(new InetSocketAddress(LOOPBACK, 0), asker -> view, new Resolvers(() -> addresses));
        opened.push(server);
        return server;
    }

    private TestingResolver resolver(TestingResolver.Behaviour behaviour) throws IOException {
        TestingResolver resolver = new TestingResolver(behaviour);
        opened.push(resolver);
        return resolver;
    }

    static byte[] query(String name, int type) {
        ByteBuffer query = ByteBuffer.allocate(300);
        query.putShort((short) 0x1234)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0);
        for (String label : name.split("\\.")) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0).putShort((short) type).putShort((short) 1);
        return Arrays.copyOf(query.array(), query.position());
    }

    private static byte[] ask(NameServer server, byte[] query) throws IOException {
        return ask(server, query, 8000);
    }

    private static byte[] ask(NameServer server, byte[] query, int millis) throws IOException {
        return askFrom(LOOPBACK, server, query, millis);
    }

    private static byte[] askFrom(InetAddress asker, NameServer server, byte[] query) throws IOException {
        return askFrom(asker, server, query, 8000);
    }

    private static byte[] askFrom(InetAddress asker, NameServer server, byte[] query, int millis) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, asker)) {
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(query, query.length, LOOPBACK, server.port()));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private static byte[] askByStream(NameServer server, byte[] query) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, server.port())) {
            socket.setSoTimeout(8000);
            Resolvers.write(new DataOutputStream(socket.getOutputStream()), query);
            return Resolvers.read(new DataInputStream(socket.getInputStream()));
        }
    }

    private static NameTable.Host host(int address) {
        return new NameTable.Host(address, null);
    }

    private static int code(byte[] answer) {
        return answer[3] & 0xf;
    }

    private static List<Integer> addresses(byte[] answer) {
        int end = Question.parse(unanswered(answer)).orElseThrow().end();
        ByteBuffer message = ByteBuffer.wrap(answer);
        return Answer.timesToLive(answer, end).stream()
                .map(offset -> message.getInt(offset + 6))
                .toList();
    }

    private static byte[] unanswered(byte[] answer) {
        byte[] query = answer.clone();
        query[2] &= 0x7f;
        return query;
    }
}
