package dev.slipway.host.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw bytes against the server: what a strange, slow or leaving client sees. */
class HttpServerTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private Path folder;

    private HttpServer server;
    private volatile Handler handler = exchange -> exchange.send(500, null, new byte[0]);

    @BeforeEach
    void listen() {
        server = new HttpServer((method, target) -> method.equals("POST") && target.startsWith("/attach"));
        server.listen(socket(), "no-such-group", exchange -> handler.serve(exchange));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path socket() {
        return folder.resolve("engine.sock");
    }

    @Test
    void aWholeAnswerHasItsLengthAndTheConnectionServesTheNextRequest() throws Exception {
        // Given
        handler = exchange -> exchange.send(200, "text/plain", exchange.path().getBytes(StandardCharsets.UTF_8));
        try (UnixClient client = new UnixClient(socket())) {
            // When: both requests are sent at once
            client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\n\r\n");
            // Then
            assertEquals(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n/one",
                    client.readUntil("/one"));
            assertTrue(client.readUntil("/two").startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void aStreamedAnswerSendsItsHeadBeforeAnyContentExists() throws Exception {
        // Given
        CountDownLatch goOn = new CountDownLatch(1);
        handler = exchange -> {
            try (OutputStream out = exchange.stream(200, "application/json")) {
                goOn.await();
                out.write("{}\n".getBytes(StandardCharsets.UTF_8));
            }
        };
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            String head = client.readUntil("\r\n\r\n");
            goOn.countDown();
            // Then
            assertTrue(head.contains("Transfer-Encoding: chunked"), head);
            assertEquals("3\r\n{}\n\r\n0\r\n\r\n", client.readUntil("0\r\n\r\n"));
        }
    }

    @Test
    void anAnswerThatIsNotFinishedIsCutAndNotMadeWhole() throws Exception {
        // Given
        handler = exchange -> {
            exchange.stream(200, "text/plain").write('a');
            throw new IOException("the source broke");
        };
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            // Then
            assertTrue(client.readAll().endsWith("1\r\na\r\n"));
        }
    }

    @Test
    void aChunkedRequestIsReadAsOneStream() throws Exception {
        // Given
        handler = exchange -> exchange.send(200, "text/plain", exchange.body().readAllBytes());
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /load HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\n").send("2\r\nde\r\n0\r\n\r\n");
            // Then
            assertTrue(client.readUntil("abcde").endsWith("\r\n\r\nabcde"));
        }
    }

    @Test
    void aClientThatWaitsToBeToldSendsItsContentThen() throws Exception {
        // Given
        handler = exchange -> exchange.send(200, "text/plain", exchange.body().readAllBytes());
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /load HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            // Then
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readUntil("\r\n\r\n"));
            assertTrue(client.send("ok").readUntil("ok").contains("200 OK"));
        }
    }

    @Test
    void anUpgradedConnectionCarriesBytesBothWaysAndKeepsThoseSentBehindTheRequest() throws Exception {
        // Given
        handler = this::echo;
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                    + "Content-Length: 0\r\n\r\nearly ");
            String head = client.readUntil("\r\n\r\n");
            client.send("late").endOutput();
            // Then
            assertTrue(head.startsWith("HTTP/1.1 101 UPGRADED\r\n"), head);
            assertTrue(head.contains("Upgrade: tcp"), head);
            assertEquals("early late.end", client.readAll());
        }
    }

    @Test
    void anOldClientGetsARawStreamWithoutAskingForAnUpgrade() throws Exception {
        // Given
        handler = this::echo;
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /attach HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\n\r\n");
            client.endOutput();
            String all = client.readAll();
            // Then
            assertTrue(
                    all.startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"), all);
            assertTrue(all.endsWith("GET / HTTP/1.1\r\n\r\n.end"), all);
        }
    }

    private void echo(Exchange exchange) throws IOException {
        exchange.body().readAllBytes();
        try (RawStream stream = exchange.hijack("application/vnd.docker.raw-stream")) {
            stream.input().transferTo(stream.output());
            stream.write(".end".getBytes(StandardCharsets.UTF_8), 0, 4);
        }
    }

    @Test
    void aSlowReaderMakesTheWriterWaitAndLosesNothing() throws Exception {
        // Given
        CompletableFuture<Long> written = new CompletableFuture<>();
        handler = exchange -> {
            long total = 0;
            try (OutputStream out = exchange.stream(200, "application/x-tar")) {
                for (int i = 0; i < 8; i++) {
                    out.write(new byte[MEBIBYTE]);
                    total += MEBIBYTE;
                }
            }
            written.complete(total);
        };
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("GET /save HTTP/1.0\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            boolean waited = !written.isDone();
            String content = client.readAll();
            // Then
            assertTrue(waited, "eight mebibytes fit into no socket buffer");
            assertEquals(8 * MEBIBYTE, content.length());
        }
    }

    @Test
    void aSlowHandlerMakesTheSenderWaitAndLosesNothing() throws Exception {
        // Given
        CountDownLatch goOn = new CountDownLatch(1);
        handler = exchange -> {
            goOn.await();
            long count = exchange.body().transferTo(OutputStream.nullOutputStream());
            exchange.send(200, "text/plain", Long.toString(count).getBytes(StandardCharsets.UTF_8));
        };
        try (UnixClient client = new UnixClient(socket())) {
            client.send("POST /load HTTP/1.1\r\nHost: x\r\nContent-Length: " + 8 * MEBIBYTE + "\r\n\r\n");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendMebibytes(client));
            assertThrows(java.util.concurrent.TimeoutException.class, () -> sent.get(300, TimeUnit.MILLISECONDS));
            // When
            goOn.countDown();
            // Then
            assertTrue(client.readUntil("8388608").contains("200 OK"));
        }
    }

    private static void sendMebibytes(UnixClient client) {
        try {
            for (int i = 0; i < 8; i++) {
                client.send(new byte[MEBIBYTE]);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aClientThatLeavesIsNoticedWhileNothingIsSent() throws Exception {
        // Given
        CompletableFuture<Boolean> streaming = new CompletableFuture<>();
        CompletableFuture<Boolean> noticed = new CompletableFuture<>();
        handler = exchange -> {
            exchange.stream(200, "application/json");
            streaming.complete(true);
            exchange.gone().get(10, TimeUnit.SECONDS);
            noticed.complete(true);
        };
        UnixClient client = new UnixClient(socket());
        client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
        // The client can have the head before the handler has it behind itself.
        assertTrue(streaming.get(10, TimeUnit.SECONDS));
        // When
        client.close();
        // Then
        assertTrue(noticed.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aClientThatLeavesAfterClosingItsHalfIsNoticedToo() throws Exception {
        // Given
        CompletableFuture<Boolean> stillThere = new CompletableFuture<>();
        CompletableFuture<Boolean> noticed = new CompletableFuture<>();
        handler = exchange -> {
            try (RawStream stream = exchange.hijack("application/vnd.docker.raw-stream")) {
                assertEquals(-1, stream.input().read());
                stillThere.complete(!exchange.gone().isDone());
                exchange.gone().get(10, TimeUnit.SECONDS);
                noticed.complete(true);
            }
        };
        UnixClient client = new UnixClient(socket());
        client.send("POST /attach HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        client.endOutput();
        assertTrue(stillThere.get(10, TimeUnit.SECONDS));
        // When
        client.close();
        // Then
        assertTrue(noticed.get(10, TimeUnit.SECONDS));
    }

    @Test
    void anAnswerReachesAClientWhoseContentNobodyReads() throws Exception {
        // Given
        handler = exchange -> exchange.send(400, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("POST /build HTTP/1.1\r\nHost: x\r\nContent-Length: " + 8 * MEBIBYTE + "\r\n\r\n");
            sendMebibytes(client);
            // Then: the answer came, and the connection is good for another request
            assertTrue(client.readUntil("{}").startsWith("HTTP/1.1 400 Bad Request"));
            assertTrue(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    .readUntil("{}")
                    .startsWith("HTTP/1.1 400"));
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws Exception {
        // Given
        handler = exchange -> exchange.send(200, "text/plain", new byte[0]);
        try (UnixClient client = new UnixClient(socket())) {
            // When
            client.send("\u0016\u0003\u0001 nonsense\r\n\r\n");
            // Then
            assertTrue(client.readAll().startsWith("HTTP/1.1 400 Bad Request"));
        }
    }

    @Test
    void manyConnectionsAreServedAtOnce() throws Exception {
        // Given
        int clients = 200;
        CountDownLatch all = new CountDownLatch(clients);
        handler = exchange -> {
            all.countDown();
            all.await();
            exchange.send(200, "text/plain", "ok".getBytes(StandardCharsets.UTF_8));
        };
        // When
        java.util.List<UnixClient> open = new java.util.ArrayList<>();
        for (int i = 0; i < clients; i++) {
            open.add(new UnixClient(socket()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        // Then
        for (UnixClient client : open) {
            assertTrue(client.readUntil("ok").startsWith("HTTP/1.1 200 OK"));
            client.close();
        }
    }

    @Test
    void aSocketWithoutItsGroupIsForItsOwnerOnly() throws Exception {
        // Given a server on a socket whose group does not exist
        // When
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(socket()));
        // Then
        assertEquals("rw-------", mode);
    }

    @Test
    void closingRemovesTheSocket() {
        // Given a listening server
        // When
        server.close();
        // Then
        assertTrue(Files.notExists(socket()));
    }
}
