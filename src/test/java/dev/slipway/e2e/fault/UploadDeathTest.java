package dev.slipway.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The registry when the control plane is killed while a blob arrives, and when its disk is full: nothing is taken for whole
 * that is not, and the client goes on where it was.
 */
@ExtendWith(OnPlatform.class)
class UploadDeathTest {
    private static final int PIECE = 4 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Platform platform;
    private String authorization;
    private String repository;

    @BeforeEach
    void signIn(Platform platform) {
        this.platform = platform;
        String token = platform.portal()
                .request()
                .body(Map.of("name", "upload"))
                .post("/api/v1/tokens")
                .path("token");
        byte[] pair = ("me:" + token).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
        repository = platform.portal().request().get("/api/v1/sessions/current").path("teams[0].slug") + "/killed";
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anUploadGoesOnWhereTheControlPlaneDied() throws Exception {
        // Given a first piece that is through, and a second one that arrives slowly
        byte[] content = new byte[3 * PIECE];
        new SplittableRandom(1).nextBytes(content);
        String digest = "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        String upload = send("POST", "/v2/" + repository + "/blobs/uploads/", BodyPublishers.noBody())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertEquals(
                202,
                send("PATCH", upload, BodyPublishers.ofByteArray(content, 0, PIECE))
                        .statusCode());
        Stalling second = new Stalling(Arrays.copyOfRange(content, PIECE, 2 * PIECE));
        CompletableFuture<?> sending = client.sendAsync(
                request("PATCH", upload, BodyPublishers.ofInputStream(() -> second)), BodyHandlers.discarding());
        second.half.await();
        // When
        platform.kill9("control");
        second.goOn.countDown();
        Await.until("the client sees it", Duration.ofSeconds(20), sending::isDone, Boolean::booleanValue);
        platform.up();
        // Then
        assertEquals(
                404,
                send("GET", "/v2/" + repository + "/blobs/" + digest, BodyPublishers.noBody())
                        .statusCode());
        HttpResponse<byte[]> state = send("GET", upload, BodyPublishers.noBody());
        assertEquals(204, state.statusCode());
        int received = Integer.parseInt(
                        state.headers().firstValue("Range").orElseThrow().substring(2))
                + 1;
        assertTrue(received >= PIECE && received < 2 * PIECE, "received " + received);
        assertEquals(
                201,
                send(
                                "PUT",
                                upload + "?digest=" + digest,
                                BodyPublishers.ofByteArray(content, received, content.length - received))
                        .statusCode());
        assertArrayEquals(
                content,
                send("GET", "/v2/" + repository + "/blobs/" + digest, BodyPublishers.noBody())
                        .body());
    }

    @Test
    void aFullDiskIsNamedAndAPushGoesThroughOnceThereIsRoom() throws Exception {
        // Given a disk of 16 MB below the registry
        String folder = "/var/lib/slipway/" + platform.name() + "/control/registry";
        byte[] content = "a few bytes".getBytes(StandardCharsets.UTF_8);
        String digest = "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        String push = "/v2/" + repository + "/blobs/uploads/?digest=" + digest;
        send("POST", "/v2/" + repository + "/blobs/uploads/", BodyPublishers.noBody());
        Command.run("mount", "-t", "tmpfs", "-o", "size=16m,mode=0777", "tmpfs", folder)
                .succeeded();
        HttpResponse<byte[]> full;
        try {
            // When
            full = send("POST", push, BodyPublishers.ofByteArray(content));
        } finally {
            Command.run("umount", folder).succeeded();
        }
        // Then
        String said = new String(full.body(), StandardCharsets.UTF_8);
        assertEquals(507, full.statusCode(), said);
        assertTrue(said.contains("the registry's disk is full"), said);
        assertEquals(
                201, send("POST", push, BodyPublishers.ofByteArray(content)).statusCode());
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(platform.console() + path))
                .header("Authorization", authorization)
                .method(method, body)
                .build();
    }

    private HttpResponse<byte[]> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(request(method, path, body), BodyHandlers.ofByteArray());
    }

    /** Gives half of its bytes, and the rest only when it is told to go on. */
    private static final class Stalling extends InputStream {
        final CountDownLatch half = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final byte[] content;
        private int at;

        Stalling(byte[] content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at == content.length) {
                return -1;
            }
            if (at >= content.length / 2) {
                half.countDown();
                waitForWord();
            }
            int count = Math.min(length, content.length - at);
            System.arraycopy(content, at, into, from, count);
            at += count;
            return count;
        }

        private void waitForWord() throws IOException {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
