package dev.slipway.host.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.router.Router.Target;
import dev.slipway.host.router.TestingClient.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request and its answer travel. */
class RouterHttpTest extends RouterCase {
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
}
