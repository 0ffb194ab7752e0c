package dev.slipway.host.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.router.Router.Draining;
import dev.slipway.host.router.TestingClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which instance answers: routes, switches, draining. */
class HostRouterTest extends RouterCase {

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
}
