package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one tenant builds is nothing to another: steps, cache mounts, layers by digest, images.
 *
 * <p>Each attempt is made twice, by another tenant and by the same one: the second shows what an engine would give away that
 * does not tell tenants apart, so that the first proves something.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoTenantsTest {
    private static final String VICTIM = "tenant-a";
    private static final String OTHER = "tenant-b";

    @TempDir
    static Path folder;

    private EngineProcess engine;
    private Path busybox;
    private Path context;

    @BeforeAll
    void start() throws IOException {
        engine = new EngineProcess("tenants");
        busybox = Busybox.tar(folder);
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @BeforeEach
    void empty() throws IOException {
        context = Files.createTempDirectory(folder, "context");
        Files.copy(busybox, context.resolve("root.tar"));
    }

    private String build(String tenant, String name, String steps) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                steps.startsWith("FROM") ? steps : "FROM scratch\nADD root.tar /\n" + steps);
        Path tar = folder.resolve("context.tar");
        Command.run("tar", "-C", context.toString(), "-cf", tar.toString(), ".").succeeded();
        return ask(tenant, "POST", "/build?t=" + name, "--data-binary", "@" + tar);
    }

    private String ask(String tenant, String method, String path, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "curl",
                "-s",
                "-X",
                method,
                "--unix-socket",
                engine.tenantSocket().toString(),
                "-H",
                "X-Slipway-Tenant: " + tenant));
        words.addAll(List.of(more));
        words.add("http://engine" + path);
        return Command.run(words.toArray(String[]::new)).succeeded().out();
    }

    @Test
    void stepsAreNotShared() throws IOException {
        // Given
        String steps = "RUN cat /proc/sys/kernel/random/uuid > /uuid; cat /uuid\n";
        String uuid = build(VICTIM, "steps", steps).replaceAll("(?s).*\\{\"stream\":\"([0-9a-f-]{36})\\\\n.*", "$1");
        // When
        String other = build(OTHER, "steps", steps);
        String same = build(VICTIM, "steps", steps);
        // Then
        assertTrue(other.matches("(?s).*Running in .*[0-9a-f-]{36}.*Successfully built.*"), other);
        assertFalse(other.contains(uuid), other);
        assertFalse(same.contains("Running in"), same);
    }

    @Test
    void cacheMountsAreNeitherSeenNorPoisoned() throws IOException {
        // Given
        String write = "RUN --mount=type=cache,target=/c,id=shared echo poison > /c/left-behind; echo wrote\n";
        String read = "RUN --mount=type=cache,target=/c,id=shared echo found $(ls /c)\n";
        build(VICTIM, "caches", write);
        // When
        String other = build(OTHER, "caches", read);
        String same = build(VICTIM, "caches", read);
        // Then
        assertTrue(other.contains("\"stream\":\"found\\n\""), other);
        assertTrue(same.contains("\"stream\":\"found left-behind\\n\""), same);
    }

    @Test
    void aLayersDigestAloneGivesNothing() throws Exception {
        // Given a registry that names a layer of the victim's image and has not got it
        build(VICTIM, "layers", "RUN echo secret-of-a > /secret\n");
        String layer = new ObjectMapper()
                .readTree(ask(VICTIM, "GET", "/images/layers/json"))
                .at("/RootFS/Layers/1")
                .asText();
        try (Naming registry = new Naming(layer)) {
            String steps = "FROM " + registry.address() + "/stolen:1\nLABEL a=b\n";
            // When
            String other = build(OTHER, "stolen", steps);
            String same = build(VICTIM, "stolen", steps);
            // Then
            assertFalse(other.contains("Successfully built"), other);
            assertTrue(same.contains("Successfully built"), same);
        }
    }

    @Test
    void imagesAreNeitherShownNorUsedNorChanged() throws IOException {
        // Given
        build(VICTIM, "images", "RUN echo secret-of-a > /secret\n");
        String id = new ObjectMapper()
                .readTree(ask(VICTIM, "GET", "/images/images/json"))
                .path("Id")
                .asText();
        for (String name : List.of(id, id.substring(7, 19), "images")) {
            for (String path :
                    List.of("/images/%s/json", "/slipway/v1/images/%s/sbom", "/slipway/v1/images/%s/provenance")) {
                // When
                String other = ask(OTHER, "GET", path.formatted(name));
                String same = ask(VICTIM, "GET", path.formatted(name));
                // Then
                assertTrue(other.startsWith("{\"message\":\"No such image: " + name), other);
                assertFalse(same.contains("No such image"), same);
            }
            assertFalse(build(OTHER, "mine", "FROM " + name + "\nLABEL a=b\n").contains("Successfully built"));
            assertTrue(ask(OTHER, "POST", "/images/" + name + "/tag?repo=mine").contains("No such image"));
            assertTrue(ask(OTHER, "DELETE", "/images/" + name + "?force=1").contains("No such image"));
        }
        assertFalse(ask(OTHER, "GET", "/images/json?all=1").contains(id));
        // The victim's name leads to the victim's image still.
        build(OTHER, "images", "RUN echo of-b > /secret\n");
        assertTrue(ask(VICTIM, "GET", "/images/images/json").contains(id));
        assertTrue(ask(VICTIM, "DELETE", "/images/images").contains("Untagged"));
    }

    /** A registry with one image whose only layer it has not got. */
    private static final class Naming implements AutoCloseable {
        private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);

        Naming(String layer) throws Exception {
            String config = """
                    {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}
                    """.formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", layer);
            String manifest = """
                    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":1024}]}
                    """.formatted(digest(config), config.length(), layer);
            answer("/v2/", 200, "application/json", "{}");
            answer("/v2/stolen/manifests/1", 200, "application/vnd.oci.image.manifest.v1+json", manifest);
            answer("/v2/stolen/blobs/" + digest(config), 200, "application/octet-stream", config);
            answer("/v2/stolen/blobs/" + layer, 404, "application/json", "{}");
            server.start();
        }

        private void answer(String path, int status, String type, String text) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            server.createContext(path, exchange -> {
                exchange.getResponseHeaders().add("Content-Type", type);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }

        private static String digest(String text) throws Exception {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
