package dev.slipway.host.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.router.Router.Target;
import dev.slipway.host.router.TestingClient.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and instances that mean harm or are broken: the other side never sees more than one well-formed message. */
class RouterHostileTest extends RouterCase {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: shop.example\r\n\r\n";

    /** Bodies whose end two readers could see at different places (RFC 9112, 6.3, 7.1 and 11.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // CL.TE and TE.CL
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\nGPOST / HTTP/1.1\r\n\r\n0\r\n\r\n",
                // TE.TE: names and values that only some understand
                "Transfer-Encoding: chunked\r\nTransfer-encoding: x\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "X: y\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
                // sizes of chunks
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\ng\r\nx\r\n0\r\n\r\n",
                // lengths
                "Content-Length: 1 1\r\n\r\nx",
                "Content-Length: 0x1\r\n\r\nx",
                "Content-Length: -1\r\n\r\nx",
                "Content-Length: 18446744073709551617\r\n\r\nx",
                "Content-Length: \r\n\r\n",
                "Content-Length: 1\r\nContent-Length:\r\n\r\nx",
            })
    void aBodyWithTwoPossibleEndsReachesNoInstance(String rest) throws Exception {
        // Given
        Recorder recorder = recorder();
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("POST /first HTTP/1.1\r\nHost: shop.example\r\n" + rest + SMUGGLED);
            String answers = drain(client);
            // Then: what an instance saw, if anything, is one request, cut short
            assertTrue(answers.startsWith("HTTP/1.1 400") || answers.isEmpty(), answers);
            assertFalse(answers.contains("200"), answers);
        }
        assertFalse(recorder.saw("/smuggled"), rest);
    }

    /** Folded lines, bare line feeds and control characters: refused, or passed on as one header of one request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: b\r\n Transfer-Encoding: chunked\r\n",
                "X-A: b\r\n\tContent-Length: 40\r\n",
                "X-A: b\nContent-Length: 0\r\n",
                "X-A: b\rContent-Length: 40\r\n",
                "X-A: b\u0000\r\n",
                "X\u0001A: b\r\n",
                ": b\r\n",
                "no colon\r\n",
            })
    void aHeaderIsOneHeaderOrTheRequestIsRefused(String header) throws Exception {
        // Given
        Recorder recorder = recorder();
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("GET /first HTTP/1.1\r\nHost: shop.example\r\n" + header + "\r\n");
            Answer answer = client.read("GET");
            // Then
            if (answer.status() != 400) {
                assertEquals(200, answer.status());
                String seen = recorder.next();
                assertEquals(1, seen.split("HTTP/1.1\r\n", -1).length - 1, seen);
                assertTrue(seen.endsWith("\r\n\r\n"), seen);
                for (String line : seen.substring(0, seen.length() - 4).split("\r\n")) {
                    assertTrue(line.chars().allMatch(c -> c == '\t' || c >= ' '), seen);
                }
                assertFalse(seen.toLowerCase(java.util.Locale.ROOT).contains("\r\ncontent-length: 40"), seen);
                assertFalse(seen.toLowerCase(java.util.Locale.ROOT).contains("\r\ntransfer-encoding"), seen);
            }
        }
        assertFalse(recorder.saw("/smuggled"));
    }

    @Test
    void trailersEndTheBodyAndSmuggleNothing() throws Exception {
        // Given
        Recorder recorder = recorder();
        try (TestingClient client = new TestingClient(router.port())) {
            // When
            client.send("POST /first HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4;ext=\"a\"\r\nbody\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\nHost: other\r\n\r\n");
            // Then
            assertEquals(200, client.read("POST").status());
            String seen = recorder.next();
            assertTrue(seen.contains("4\r\nbody\r\n"), seen);
            assertFalse(seen.contains("other"), seen);
            client.send("GET /second HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            assertEquals(200, client.read("GET").status());
            assertTrue(recorder.next().startsWith("GET /second "));
        }
    }

    @Test
    void aSlowHeadHoldsNobodyElseUp() throws Exception {
        // Given
        route(instance("one"));
        List<TestingClient> slow = new java.util.ArrayList<>();
        for (int i = 0; i < 200; i++) {
            TestingClient client = new TestingClient(router.port());
            opened.push(client);
            slow.add(client);
            client.send("GET / HTTP/1.1\r\nHost: shop.ex");
        }
        // Then
        assertEquals("one", TestingClient.get(router.port(), HOST).body());
        slow.getFirst().send("ample\r\n\r\n");
        assertEquals("one", slow.getFirst().read("GET").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nX: a",
                "",
            })
    void aBrokenAnswerIsNeverMadeWhole(String raw) throws Exception {
        // Given
        ServerSocket server = new ServerSocket(0);
        opened.push(server);
        Thread.startVirtualThread(() -> answerRaw(server, raw));
        router.put(TEAM, HOST, List.of(new Target("odd", server.getLocalPort())), 1);
        // When
        try (TestingClient client = new TestingClient(router.port())) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            // Then: the router's own page, or a break that the client notices
            try {
                assertEquals(502, client.read("GET").status());
            } catch (IOException | NumberFormatException brokenOff) {
                assertEquals(-1, client.in().read());
            }
        }
    }

    private static void answerRaw(ServerSocket server, String raw) {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                caller.getInputStream().read(new byte[4096]);
                caller.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static String drain(TestingClient client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            client.shutUp();
            client.in().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open after '" + all + "'", e);
        } catch (IOException reset) {
            // Closed with bytes unread.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private Recorder recorder() throws IOException {
        Recorder recorder = new Recorder(new ServerSocket(0));
        opened.push(recorder);
        router.put(TEAM, HOST, List.of(new Target("recorder", recorder.server().getLocalPort())), 1);
        return recorder;
    }

    /** An instance that keeps each request's bytes as they came, and answers when it has a whole one. */
    private record Recorder(ServerSocket server, BlockingQueue<String> requests) implements AutoCloseable {
        Recorder(ServerSocket server) {
            this(server, new LinkedBlockingQueue<>());
            Thread.startVirtualThread(this::accept);
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket caller = server.accept();
                    Thread.startVirtualThread(() -> listen(caller));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void listen(Socket caller) {
            StringBuilder text = new StringBuilder();
            try (caller) {
                InputStream in = caller.getInputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    text.append((char) b);
                    String now = text.toString();
                    boolean chunked = now.toLowerCase(java.util.Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
                    if (chunked ? now.contains("\r\n0\r\n") && now.endsWith("\r\n\r\n") : now.endsWith("\r\n\r\n")) {
                        requests.add(now);
                        text.setLength(0);
                        caller.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException e) {
                // The router has hung up.
            }
            if (!text.isEmpty()) {
                requests.add(text.toString());
            }
        }

        String next() throws InterruptedException {
            String next = requests.poll(10, TimeUnit.SECONDS);
            assertTrue(next != null, "the instance saw no request");
            return next;
        }

        boolean saw(String path) {
            return requests.stream().anyMatch(request -> request.contains("GET " + path + " "));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
