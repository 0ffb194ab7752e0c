package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Registries that are gone, broken or lie: a pull fails with a sentence, leaves nothing, and the next one works. */
@ExtendWith(OnEngine.class)
class DeadRegistryTest {
    private static final String NOTHING_LISTENS = "the connection was refused";

    @Test
    void aRegistryThatIsNotThereIsSaidSo(SharedEngine shared) throws IOException {
        // Given a port that nobody listens on
        try (Socket deaf = Ports.deaf()) {
            // When
            Command pull = shared.engine().docker("pull", "127.0.0.1:" + deaf.getLocalPort() + "/any:1");

            // Then
            assertFailed(pull, NOTHING_LISTENS);
        }
    }

    @Test
    void aRegistryThatFailsIsSaidSo(SharedEngine shared) throws IOException {
        // Given
        try (Liar liar = new Liar()) {
            liar.always(500, "out of order".getBytes(StandardCharsets.UTF_8));

            // When
            Command pull = shared.engine().docker("pull", liar.name());

            // Then
            assertFailed(pull, "500");
        }
    }

    @Test
    void aRegistryThatTakesTheConnectionAndNeverAnswersIsGivenUp(SharedEngine shared) throws IOException {
        // Given
        try (Mute mute = new Mute()) {
            // When
            Command pull = shared.engine().docker("pull", mute.name());

            // Then
            assertFailed(pull, "no answer within 5 s");
            mute.awaitHangUp();
        }
    }

    @Test
    void aPullFromARegistryThatStopsAnsweringEndsWithItsClient(SharedEngine shared) throws Exception {
        // Given: it answers the first question only
        try (Mute mute = new Mute()) {
            mute.answersFirst();
            Process pull = new ProcessBuilder(
                            "docker", "-H", "unix://" + shared.engine().socket(), "pull", mute.name())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            mute.awaitQuestions(2);

            // When
            pull.destroyForcibly().waitFor();

            // Then
            mute.awaitHangUp();
        }
    }

    @Test
    void aLayerThatIsCutShortOrAnotherLeavesNothingBehind(SharedEngine shared) throws IOException {
        // Given a manifest whose layer has one digest and, on the wire, another content or less of it
        try (Liar liar = new Liar()) {
            byte[] layer = "not a layer, but long enough to be cut".repeat(1000).getBytes(StandardCharsets.UTF_8);
            String digest = liar.image(layer);
            long before = layers(shared);
            for (boolean cut : new boolean[] {true, false}) {
                if (cut) {
                    liar.cut(digest);
                } else {
                    liar.blob(digest, layer.clone(), (byte) 'X');
                }

                // When
                Command pull = shared.engine().docker("pull", liar.name());

                // Then
                assertNotEquals(0, pull.exitCode());
                assertTrue(!pull.err().isBlank(), "no word about why");
                assertEquals(before, layers(shared));
                assertEquals(
                        "",
                        shared.engine()
                                .docker("images", "-q", liar.name())
                                .succeeded()
                                .text());
            }
        }
    }

    private static void assertFailed(Command pull, String why) {
        assertNotEquals(0, pull.exitCode());
        assertTrue(pull.err().toLowerCase(java.util.Locale.ROOT).contains(why), pull.err());
    }

    private static long layers(SharedEngine shared) throws IOException {
        try (Stream<java.nio.file.Path> all =
                java.nio.file.Files.list(shared.engine().dataRoot().resolve("layers/layers"))) {
            return all.count();
        }
    }

    /** A registry that listens and says nothing. */
    private static final class Mute implements AutoCloseable {
        private static final Duration SOON = Duration.ofSeconds(60);
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger questions = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean first;

        Mute() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        String name() {
            return "127.0.0.1:" + socket.getLocalPort() + "/mute:1";
        }

        void answersFirst() {
            first = true;
        }

        void awaitQuestions(int wanted) {
            Await.until("it was asked", SOON, questions::get, asked -> asked >= wanted);
        }

        /** Nobody holds a connection any more. */
        void awaitHangUp() {
            Await.until("the engine hung up", SOON, open::get, left -> left == 0);
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    open.incrementAndGet();
                    Thread.ofVirtual().start(() -> listen(client));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void listen(Socket client) {
            try (client) {
                byte[] buffer = new byte[4096];
                while (client.getInputStream().read(buffer) >= 0) {
                    if (questions.incrementAndGet() == 1 && first) {
                        client.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException hungUp) {
                // That is what is waited for.
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A registry of one image that answers as it is told. */
    private static final class Liar implements AutoCloseable {
        private final HttpServer server;
        private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
        private final Map<String, Boolean> cut = new ConcurrentHashMap<>();
        private int status = 200;

        Liar() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
        }

        String name() {
            return "127.0.0.1:" + server.getAddress().getPort() + "/liar:1";
        }

        void always(int code, byte[] body) {
            status = code;
            answers.put("", body);
        }

        /** Promises an image of one layer; returns the layer's digest. */
        String image(byte[] layer) {
            byte[] config = """
                    {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}
                    """.formatted(
                            System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", digest(layer))
                    .getBytes(StandardCharsets.UTF_8);
            String manifest = """
                    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                    """.formatted(digest(config), config.length, digest(layer), layer.length);
            answers.put("/v2/", new byte[] {'{', '}'});
            answers.put("/v2/liar/manifests/1", manifest.getBytes(StandardCharsets.UTF_8));
            answers.put("/v2/liar/blobs/" + digest(config), config);
            answers.put("/v2/liar/blobs/" + digest(layer), layer);
            return digest(layer);
        }

        void cut(String digest) {
            cut.put("/v2/liar/blobs/" + digest, true);
        }

        /** Answers other bytes than the digest says. */
        void blob(String digest, byte[] content, byte instead) {
            cut.clear();
            content[0] = instead;
            answers.put("/v2/liar/blobs/" + digest, content);
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            byte[] body = answers.getOrDefault(path, answers.getOrDefault("", new byte[0]));
            boolean known = status != 200 || answers.containsKey(path);
            if (path.contains("/manifests/")) {
                exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(known ? status : 404, head || body.length == 0 ? -1 : body.length);
            try (exchange) {
                if (!head && body.length > 0) {
                    exchange.getResponseBody().write(body, 0, cut.containsKey(path) ? body.length / 2 : body.length);
                    exchange.getResponseBody().flush();
                }
            } catch (IOException lessThanPromised) {
                // The connection is cut in the middle, which is what was asked for.
            }
        }

        private static String digest(byte[] content) {
            try {
                return "sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
