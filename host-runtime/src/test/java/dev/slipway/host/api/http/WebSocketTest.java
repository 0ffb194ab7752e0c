package dev.slipway.host.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames byte by byte, as RFC 6455 writes them. */
class WebSocketTest {
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int UNFINISHED = 0x02;
    private static final int CONTINUATION = 0x80;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    @TempDir
    private Path folder;

    private HttpServer server;

    /** A server that says everything back, upper case, and says goodbye at the end. */
    @BeforeEach
    void listen() {
        server = new HttpServer((method, target) -> false);
        server.listen(folder.resolve("engine.sock"), "no-such-group", exchange -> {
            try (WebSocket socket = exchange.webSocket()) {
                byte[] part = new byte[70_000];
                int count = socket.input().read(part);
                while (count >= 0) {
                    byte[] said = new String(part, 0, count, StandardCharsets.UTF_8)
                            .toUpperCase(java.util.Locale.ROOT)
                            .getBytes(StandardCharsets.UTF_8);
                    socket.write(said, 0, said.length);
                    count = socket.input().read(part);
                }
            } catch (EngineException e) {
                exchange.send(400, "text/plain", e.getMessage().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private UnixClient connected() throws Exception {
        UnixClient client = new UnixClient(folder.resolve("engine.sock"));
        // The key and its answer are the RFC's own example (section 1.3).
        client.send("GET /attach/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        String head = client.readUntil("\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        assertTrue(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), head);
        return client;
    }

    private static byte[] frame(int first, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    @Test
    void messagesGoBothWaysWholeOrInPieces() throws Exception {
        try (UnixClient client = connected()) {
            // Given / When
            client.send(frame(TEXT, "one"));
            // Then
            assertEquals("\u0082\u0003ONE", client.readUntil("ONE"));
            // When: a message in two frames, a ping between them
            client.send(frame(UNFINISHED, "tw"));
            assertEquals("\u0082\u0002TW", client.readUntil("TW"));
            client.send(frame(PING, "there?"));
            assertEquals("\u008a\u0006there?", client.readUntil("there?"));
            client.send(frame(CONTINUATION, "o"));
            // Then
            assertEquals("\u0082\u0001O", client.readUntil("O"));
        }
    }

    @Test
    void aLongMessageHasALongLength() throws Exception {
        try (UnixClient client = connected()) {
            // Given
            String text = "a".repeat(300);
            // When
            client.send(frame(BINARY, text));
            // Then
            assertEquals("\u0082\u007e\u0001\u002c" + "A".repeat(300), client.readUntil("A".repeat(300)));
        }
    }

    @Test
    void aFarewellIsReturnedAndEndsTheConnection() throws Exception {
        try (UnixClient client = connected()) {
            // Given / When
            client.send(frame(CLOSE, "\u0003\u00e8"));
            // Then
            assertEquals(0x88, client.readAll().charAt(0));
        }
    }

    @Test
    void whoeverClosesWithoutFarewellJustEnds() throws Exception {
        try (UnixClient client = connected()) {
            // Given
            ByteArrayOutputStream half = new ByteArrayOutputStream();
            half.write(frame(TEXT, "cut off"), 0, 4);
            // When
            client.send(half.toByteArray()).endOutput();
            // Then: the connection ends, without a word
            String rest = client.readAll();
            assertTrue(rest.isEmpty() || rest.charAt(0) == 0x88, rest);
        }
    }

    @Test
    void anOrdinaryRequestIsToldWhatIsMissing() throws Exception {
        try (UnixClient client = new UnixClient(folder.resolve("engine.sock"))) {
            // Given / When
            client.send("GET /attach/ws HTTP/1.1\r\nHost: x\r\n\r\n");
            // Then
            assertTrue(client.readUntil("is missing").contains("400 Bad Request"));
        }
    }
}
