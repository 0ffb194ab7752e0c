package dev.slipway.host.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.router.Router.Draining;
import dev.slipway.host.router.Router.Target;
import dev.slipway.host.router.TestingClient.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRouterTest {
    private static final String TEAM = "team";
    private static final String HOST = "shop.example";

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Set<String> stopped = new TreeSet<>();
    private HostRouter router;

    @BeforeEach
    void open() {
        router = open(folder);
    }

    private HostRouter open(Path state) {
        return new HostRouter(state, container -> stopped.contains(container) ? null : "127.0.0.1", "127.0.0.1", 0);
    }

    @AfterEach
    void close() throws Exception {
        router.close();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "SHOP.Example", "shop.example:8000", "shop.example."})
    void findsTheAppByTheHostHeader(String host) throws IOException {
        // Given
        route(instance("one"));
        // When
        Answer answer = TestingClient.get(router.port(), host);
        // Then
        assertEquals("one", answer.body());
        assertEquals(200, answer.status());
    }

    @Test
    void saysThatThereIsNoSuchApp() throws IOException {
        // When
        Answer html = TestingClient.get(router.port(), "other.example", "Accept: text/html,*/*");
        Answer json = TestingClient.get(router.port(), "other.example");
        // Then
        assertEquals(404, html.status());
        assertEquals("text/html; charset=utf-8", html.header("content-type"));
        assertTrue(html.body().contains("<h1>No such app</h1>"));
        assertEquals(404, json.status());
        assertEquals("application/problem+json", json.header("content-type"));
        assertTrue(json.body().contains("\"title\":\"No such app\""));
    }

    @Test
    void saysThatTheAppIsNotRunning() throws IOException {
        // Given
        route();
        assertEquals(503, TestingClient.get(router.port(), HOST).status());
        // When: the container is gone, and when nobody listens in it
        TestingInstance one = instance("one");
        route(one);
        stopped.add("one");
        Answer gone = TestingClient.get(router.port(), HOST);
        stopped.clear();
        one.close();
        Answer refused = TestingClient.get(router.port(), HOST);
        // Then
        assertEquals(503, gone.status());
        assertEquals("2", gone.header("retry-after"));
        assertEquals(503, refused.status());
    }

    @Test
    void takesTargetsInTurnAndPassesOverThoseThatDoNotAnswer() throws IOException {
        // Given
        TestingInstance two = instance("two");
        route(instance("one"), two);
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            seen.add(TestingClient.get(router.port(), HOST).body());
        }
        assertEquals(Set.of("one", "two"), seen);
        // When
        two.close();
        // Then
        for (int i = 0; i < 6; i++) {
            assertEquals("one", TestingClient.get(router.port(), HOST).body());
        }
        try (TestingClient client = new TestingClient(router.port())) {
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        "body", client.ask("POST", HOST, "body", "how: echo").body());
            }
        }
    }

    @Test
    void tellsTheAppWhoAsksAndNothingTheClientClaims() throws IOException {
        // Given
        route(instance("one"));
        // When
        Answer answer = TestingClient.get(
                router.port(),
                "Shop.example:8000",
                "how: headers",
                "X-Forwarded-For: 6.6.6.6",
                "x-forwarded-proto: https",
                "Forwarded: for=6.6.6.6",
                "X-Real-IP: 6.6.6.6",
                "Connection: close, X-Secret",
                "X-Secret: 1",
                "Keep-Alive: 1",
                "Cookie: a=b");
        // Then
        assertEquals("""
                GET /path?q=1
                how: headers
                cookie: a=b
                host: Shop.example:8000
                x-forwarded-for: 127.0.0.1
                x-forwarded-host: Shop.example:8000
                x-forwarded-proto: http
                """, answer.body());
        assertEquals("", answer.header("keep-alive"));
    }

    @Test
    void carriesLargeBodiesBothWays() throws Exception {
        // Given
        route(instance("one"));
        String body = "0123456789abcdef".repeat(1 << 20);
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    client.send("PUT / HTTP/1.1\r\nHost: " + HOST + "\r\nhow: echo\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Answer answer = client.read("PUT");
            writer.join();
            // Then
            assertEquals(200, answer.status());
            assertEquals(body, answer.body());
            assertEquals("again", client.ask("POST", HOST, "again", "how: echo").body());
        }
    }

    @Test
    void passesBytesOnAsTheyCome() throws IOException {
        // Given
        TestingInstance one = instance("one");
        route(one);
        try (TestingClient client = new TestingClient(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\nhow: drip\r\n\r\n");
            client.head();
            // When: the first part is here before the last was made
            assertEquals("5", client.line());
            assertEquals("first", new String(client.exactly(5), StandardCharsets.US_ASCII));
            one.release.complete(null);
            // Then
            client.line();
            assertEquals("4", client.line());
        }
    }

    @Test
    void asksForTheBodyThatAClientHoldsBack() throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nhow: echo\r\nContent-Length: 4\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertEquals(100, client.read("POST").status());
            // When
            client.send("body");
            // Then
            assertEquals("body", client.read("POST").body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204", "304", "404", "500"})
    void passesOnAnswersWithoutBody(String status) throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            Answer answer = client.ask("GET", HOST, "", "how: " + status);
            Answer head = client.ask("HEAD", HOST, "", "how: " + status);
            // Then
            assertEquals(Integer.parseInt(status), answer.status());
            assertEquals("", answer.body());
            assertEquals("", answer.header("transfer-encoding"));
            assertEquals(Integer.parseInt(status), head.status());
            assertEquals("one", client.ask("GET", HOST, "").body());
        }
    }

    @Test
    void servesClientsOfTheOldProtocol() throws IOException {
        // Given
        TestingInstance one = instance("one");
        one.release.complete(null);
        route(one);
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("GET / HTTP/1.0\r\nHost: shop.example\r\nhow: drip\r\n\r\n");
            // Then
            Answer answer = client.read("GET");
            assertEquals("", answer.header("transfer-encoding"));
            assertEquals("firstlast", answer.body());
        }
    }

    @Test
    void tunnelsAnUpgradedConnection() throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            Answer answer =
                    client.ask("GET", HOST, "", "how: shout", "Connection: keep-alive, Upgrade", "Upgrade: loud");
            client.send("hello");
            // Then
            assertEquals(101, answer.status());
            assertEquals("loud", answer.header("upgrade"));
            assertEquals("HELLO", new String(client.exactly(5), StandardCharsets.US_ASCII));
            assertEquals(0, router.find(TEAM, HOST).orElseThrow().draining().size());
            // When the route moves on, the open tunnel drains
            router.put(TEAM, HOST, List.of(instance("two").target()), 60);
            client.send("more");
            assertEquals("MORE", new String(client.exactly(4), StandardCharsets.US_ASCII));
            assertEquals(
                    List.of(new Draining("one", 1)),
                    router.find(TEAM, HOST).orElseThrow().draining());
        }
        await(() -> router.find(TEAM, HOST).orElseThrow().draining().isEmpty());
    }

    @Test
    void answersNormallyWhenTheAppDoesNotUpgrade() throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            // Then
            assertEquals(
                    "one",
                    client.ask("GET", HOST, "", "Connection: Upgrade", "Upgrade: loud")
                            .body());
            assertEquals(
                    "one",
                    client.ask("GET", HOST, "", "Connection: Upgrade", "Upgrade: h2c")
                            .body());
            assertEquals("one", client.ask("GET", HOST, "").body());
        }
    }

    @Test
    void dropsNoRequestWhileTargetsAreSwitched() throws Exception {
        // Given
        int requests = 2000;
        int clients = 4;
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        TestingInstance current = instance("v0");
        route(current);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> work = IntStream.range(0, clients)
                    .<Callable<Void>>mapToObj(c -> () -> {
                        try (TestingClient client = new TestingClient(router.port())) {
                            for (int i = 0; i < requests / clients; i++) {
                                boolean post = i % 4 == 0;
                                Answer answer = post
                                        ? client.ask("POST", HOST, "body" + i, "how: echo")
                                        : client.ask("GET", HOST, "");
                                boolean right = post
                                        ? answer.body().equals("body" + i)
                                        : answer.body().matches("v\\d+");
                                if (answer.status() != 200 || !right) {
                                    failures.add(i + ": " + answer);
                                }
                            }
                        } catch (IOException e) {
                            failures.add(e.toString());
                        }
                        return null;
                    })
                    .toList();
            Future<List<Future<Void>>> all = threads.submit(() -> threads.invokeAll(work));
            // When: as a deployment does it, the old instance stops once it has drained
            int switches = 0;
            while (!all.isDone()) {
                TestingInstance next = instance("v" + ++switches);
                router.put(TEAM, HOST, List.of(next.target()), 30);
                await(() -> router.find(TEAM, HOST).orElseThrow().draining().isEmpty());
                current.close();
                opened.remove(current);
                current = next;
            }
            done.set(true);
            // Then
            assertTrue(switches > 5, "only " + switches + " switches");
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    void countsWhatIsStillOpenToTheOldTargetAndCutsItAtTheDeadline() throws Exception {
        // Given
        TestingInstance one = instance("one");
        route(one);
        try (TestingClient slow = new TestingClient(router.port());
                TestingClient slower = new TestingClient(router.port())) {
            slow.send("GET / HTTP/1.1\r\nHost: shop.example\r\nhow: drip\r\n\r\n");
            slower.send("GET / HTTP/1.1\r\nHost: shop.example\r\nhow: hold\r\n\r\n");
            slow.head();
            // When
            TestingInstance two = instance("two");
            Router.Route switched = router.put(TEAM, HOST, List.of(two.target()), 1);
            // Then
            assertEquals(List.of(two.target()), switched.targets());
            assertEquals("two", TestingClient.get(router.port(), HOST).body());
            await(() -> router.find(TEAM, HOST).orElseThrow().draining().isEmpty());
            assertThrows(IOException.class, () -> slower.read("GET"));
        }
    }

    @Test
    void breaksOffWhenTheInstanceDoes() throws IOException {
        // Given
        TestingInstance one = instance("one");
        one.release.complete(null);
        route(one);
        // Then
        assertThrows(IOException.class, () -> TestingClient.get(router.port(), HOST, "how: break"));
    }

    @Test
    void repeatsWhatMayBeRepeatedWhenAKeptConnectionWasClosed() throws Exception {
        // Given: a server that closes its connections when the second request arrives on them
        ServerSocket server = new ServerSocket(0);
        opened.push(server);
        Thread.startVirtualThread(() -> answerOncePerConnection(server));
        router.put(TEAM, HOST, List.of(new Target("odd", server.getLocalPort())), 1);
        // Then
        try (TestingClient client = new TestingClient(router.port())) {
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        "once",
                        client.ask(i % 2 == 0 ? "GET" : "POST", HOST, i % 2 == 0 ? "" : "x")
                                .body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 5\r\n",
                "Content-Length: 4\r\nContent-Length: 4\r\n",
                "Content-Length: +4\r\n",
                "Content-Length: 4, 4\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Content-Length: 99\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length : 4\r\n",
                "Host: other.example\r\n",
                "X: a\r\n b\r\nTransfer-Encoding\u000b: chunked\r\n",
            })
    void refusesARequestThatCouldBeUnderstoodInTwoWays(String headers) throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nhow: headers\r\n" + headers + "\r\nbody");
            // Then
            assertEquals(400, client.read("POST").status());
            assertEquals(-1, client.in().read());
        }
    }

    @Test
    void refusesHeadersWithoutEnd() throws IOException {
        // Given
        route(instance("one"));
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\nX: " + "a".repeat(40_000) + "\r\n\r\n");
            // Then
            assertEquals(431, client.read("GET").status());
        }
    }

    @Test
    void isNoProxy() throws IOException {
        // Given
        route(instance("one"));
        for (String line : List.of("CONNECT shop.example:80", "GET http://other.example/")) {
            try (TestingClient client = new TestingClient(router.port())) {
                // When
                client.send(line + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
                // Then
                assertEquals(405, client.read("GET").status());
            }
        }
    }

    @Test
    void keepsRoutesAcrossARestart() throws IOException {
        // Given
        route(instance("one"));
        router.close();
        // When
        router = open(folder);
        // Then
        assertEquals("one", TestingClient.get(router.port(), HOST).body());
        assertTrue(router.find(TEAM, HOST).isPresent());
    }

    @Test
    void hidesAndProtectsTheRoutesOfAnotherTenant() throws IOException {
        // Given
        TestingInstance one = instance("one");
        route(one);
        // When
        router.remove("other", HOST);
        EngineException taken =
                assertThrows(EngineException.class, () -> router.put("other", "SHOP.example", List.of(), 0));
        // Then
        assertEquals(ErrorKind.CONFLICT, taken.kind());
        assertTrue(router.find("other", HOST).isEmpty());
        assertEquals("one", TestingClient.get(router.port(), HOST).body());
        // When
        router.remove(TEAM, HOST);
        // Then
        assertEquals(404, TestingClient.get(router.port(), HOST).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a:80", "-a", "a..b", "[::1]", "aé"})
    void refusesAHostThatIsNone(String host) {
        assertEquals(
                ErrorKind.INVALID,
                assertThrows(EngineException.class, () -> router.put(TEAM, host, List.of(), 0))
                        .kind());
    }

    @Test
    void saysThatThePortIsTaken() {
        EngineException failure = assertThrows(
                EngineException.class,
                () -> new HostRouter(folder.resolve("b"), container -> null, "127.0.0.1", router.port()).close());
        assertFalse(String.valueOf(failure.getMessage()).isEmpty());
    }

    private void route(TestingInstance... instances) {
        router.put(
                TEAM,
                HOST,
                List.of(instances).stream().map(TestingInstance::target).toList(),
                10);
    }

    private TestingInstance instance(String name) {
        TestingInstance instance = new TestingInstance(name);
        opened.push(instance);
        return instance;
    }

    private static void answerOncePerConnection(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                Thread.startVirtualThread(() -> {
                    try (caller) {
                        byte[] buffer = new byte[4096];
                        caller.getInputStream().read(buffer);
                        caller.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonce"
                                        .getBytes(StandardCharsets.US_ASCII));
                        caller.getInputStream().read(buffer);
                    } catch (IOException e) {
                        // The router hung up first.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 20 s");
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
    }
}
