package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.Digests;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.layer.TestingTar;
import dev.slipway.host.registry.Registries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is down, overloaded, broken or lies: what can be had is had, all else is refused and leaves nothing. */
class HostileRegistryTest {
    private static final byte[] TAR =
            new TestingTar().file("content", "x".repeat(200_000)).bytes();
    private static final String BLOB = "/v2/app/blobs/" + Digests.of(TAR);
    private static final String MANIFEST = "/v2/app/manifests/1";

    @TempDir
    Path root;

    private ScriptedRegistry registry;
    private LayerStore layers;
    private LocalLibrary library;

    @BeforeEach
    void open() throws IOException {
        registry = new ScriptedRegistry();
        layers = new LayerStore(root.resolve("layers"));
        library = new LocalLibrary(root.resolve("images"), layers, new EventLog(), PackagedBases.none());
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
        registry.close();
    }

    private Image pull() {
        return library.pull("", registry.host() + "/app:1", null, null, message -> {});
    }

    private EngineException refused() {
        EngineException e = assertThrows(EngineException.class, this::pull);
        assertEquals(List.of(), layers.list());
        assertEquals(List.of(), library.list(""));
        return e;
    }

    @Test
    void aBrokenDownloadGoesOnWhereItWas() {
        // Given
        AtomicInteger times = new AtomicInteger();
        registry.image(TAR, (headers, out) -> {
            String range = headers.getOrDefault("range", "");
            if (times.getAndIncrement() == 0) {
                ScriptedRegistry.cut(TAR, 70_000).write(headers, out);
            } else {
                int from = Integer.parseInt(range.replaceAll("\\D", ""));
                ScriptedRegistry.bytes(206, Arrays.copyOfRange(TAR, from, TAR.length))
                        .write(headers, out);
            }
        });
        // When
        Image image = pull();
        // Then
        assertEquals(List.of(Digests.of(TAR)), image.config().rootfs().diffIds());
        assertTrue(registry.requests.stream().anyMatch(request -> request.matches("GET .*range=bytes=\\d+-")));
    }

    @Test
    void aRegistryThatKnowsNoRangesIsReadFromTheStart() {
        // Given
        AtomicInteger times = new AtomicInteger();
        registry.image(
                TAR,
                (headers, out) -> (times.getAndIncrement() == 0
                                ? ScriptedRegistry.cut(TAR, 70_000)
                                : ScriptedRegistry.bytes(200, TAR))
                        .write(headers, out));
        // When / Then
        assertEquals(List.of(Digests.of(TAR)), pull().config().rootfs().diffIds());
    }

    @Test
    void aDownloadThatAlwaysBreaksEnds() {
        // Given
        registry.image(TAR, ScriptedRegistry.cut(TAR, 0));
        // When
        EngineException e = refused();
        // Then
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(registry.asked(BLOB) <= 10, () -> "asked " + registry.asked(BLOB) + " times");
    }

    @Test
    void aDownloadThatMovesByBytesEnds() {
        // Given
        registry.image(TAR, ScriptedRegistry.cut(TAR, 1));
        registry.on(BLOB, (headers, out) -> {
            int from = Integer.parseInt("0" + headers.getOrDefault("range", "").replaceAll("\\D", ""));
            ScriptedRegistry.cut(Arrays.copyOfRange(TAR, from, TAR.length), 1).write(headers, out);
        });
        // When
        EngineException e = refused();
        // Then
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(registry.asked(BLOB) <= 60, () -> "asked " + registry.asked(BLOB) + " times");
    }

    @Test
    void bytesOfAnotherDigestAreRefused() {
        // Given
        byte[] other = TAR.clone();
        other[600] ^= 1;
        registry.image(TAR, ScriptedRegistry.bytes(200, other));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("filesystem layer verification failed"), e.getMessage());
    }

    @Test
    void anEndlessBlobIsReadToTheStatedSize() {
        // Given
        registry.image(TAR, ScriptedRegistry.endless("application/octet-stream"));
        // When
        EngineException e = refused();
        // Then
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @Test
    void anEndlessManifestIsRefused() {
        // Given
        registry.on(MANIFEST, ScriptedRegistry.endless("application/vnd.oci.image.manifest.v1+json"));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("answered with more than"), e.getMessage());
    }

    @Test
    void aManifestOfThousandsOfLayersIsRefused() {
        // Given
        String layer = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + Digests.of(TAR)
                + "\",\"size\":1}";
        String manifest = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + "\"digest\":\"" + Digests.of(TAR) + "\",\"size\":1},\"layers\":["
                + String.join(",", java.util.Collections.nCopies(5000, layer)) + "]}";
        registry.on(MANIFEST, ScriptedRegistry.manifest(manifest.getBytes(StandardCharsets.UTF_8)));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("at most 500"), e.getMessage());
    }

    @Test
    void cve202141190AManifestThatIsAlsoAnIndexIsRefused() {
        // Given: one document that is an image to some readers and an index to others, in every way of saying so
        registry.image(TAR, ScriptedRegistry.bytes(200, TAR));
        String image = pull().id();
        library.remove("", image, true, false);
        String entry = "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"" + Digests.of(TAR)
                + "\",\"size\":1}";
        String layers = "\"config\":" + entry + ",\"layers\":[" + entry + "]";
        String manifests = "\"manifests\":[" + entry + "]";
        String index = "application/vnd.oci.image.index.v1+json";
        String single = "application/vnd.oci.image.manifest.v1+json";
        for (String[] confused : new String[][] {
            {single, index, layers + "," + manifests},
            {index, single, layers + "," + manifests},
            {single, single, layers + "," + manifests},
            {index, single, manifests},
            {single, index, layers},
        }) {
            byte[] document = ("{\"schemaVersion\":2,\"mediaType\":\"" + confused[0] + "\"," + confused[2] + "}")
                    .getBytes(StandardCharsets.UTF_8);
            registry.on(
                    MANIFEST,
                    (headers, out) -> ScriptedRegistry.head(out, 200, "Content-Type: " + confused[1], document));
            // When
            EngineException e = assertThrows(EngineException.class, this::pull, String.join(" ", confused));
            // Then
            assertTrue(String.valueOf(e.getMessage()).contains("ambiguous"), e.getMessage());
        }
        // And each of the two by itself is read, as what it says it is
        for (String[] plain : new String[][] {{single, layers}, {index, manifests}}) {
            byte[] document = ("{\"schemaVersion\":2,\"mediaType\":\"" + plain[0] + "\"," + plain[1] + "}")
                    .getBytes(StandardCharsets.UTF_8);
            registry.on(
                    MANIFEST, (headers, out) -> ScriptedRegistry.head(out, 200, "Content-Type: " + plain[0], document));
            EngineException e = assertThrows(EngineException.class, this::pull, plain[0]);
            assertFalse(String.valueOf(e.getMessage()).contains("ambiguous"), e.getMessage());
        }
    }

    @Test
    void cve202015157APasswordStaysWithTheRegistryItIsFor() throws IOException {
        // Given: a registry that wants a password and has its layer elsewhere, where a password is wanted, too
        try (ScriptedRegistry elsewhere = new ScriptedRegistry()) {
            registry.image(TAR, ScriptedRegistry.status(307, "Location: http://" + elsewhere.host() + "/blob"));
            ScriptedRegistry.Answer challenge =
                    ScriptedRegistry.status(401, "WWW-Authenticate: Basic realm=\"" + registry.host() + "\"");
            ScriptedRegistry.Answer given = registry.answer(MANIFEST);
            List<String> shown = new CopyOnWriteArrayList<>();
            registry.on(MANIFEST, (headers, out) -> {
                shown.add(headers.getOrDefault("authorization", ""));
                (headers.containsKey("authorization") ? given : challenge).write(headers, out);
            });
            List<String> leaked = new CopyOnWriteArrayList<>();
            elsewhere.on("/blob", (headers, out) -> {
                leaked.add(headers.getOrDefault("authorization", ""));
                challenge.write(headers, out);
            });
            String credentials = Base64.getEncoder()
                    .encodeToString("{\"username\":\"me\",\"password\":\"secret\"}".getBytes(StandardCharsets.UTF_8));
            // When
            assertThrows(
                    EngineException.class,
                    () -> library.pull("", registry.host() + "/app:1", credentials, null, message -> {}));
            // Then
            assertEquals(List.of("", "Basic bWU6c2VjcmV0"), shown);
            assertEquals(Set.of(""), Set.copyOf(leaked));
        }
    }

    @Test
    void aManifestOfAnotherDigestIsRefused() {
        // Given
        String digest = Digests.of(new byte[] {1});
        registry.image(TAR, ScriptedRegistry.bytes(200, TAR));
        registry.on("/v2/app/manifests/" + digest, ScriptedRegistry.manifest("{}".getBytes(StandardCharsets.UTF_8)));
        // When
        EngineException e = assertThrows(
                EngineException.class,
                () -> library.pull("", registry.host() + "/app@" + digest, null, null, message -> {}));
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("whose digest is"), e.getMessage());
    }

    @Test
    void redirectionsInACircleEnd() {
        // Given
        registry.on(MANIFEST, ScriptedRegistry.status(307, "Location: " + MANIFEST));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("redirects more than"), e.getMessage());
    }

    @Test
    void aRedirectionToWhereNothingMayBeFetchedIsRefused() {
        // Given
        registry.on(MANIFEST, ScriptedRegistry.status(307, "Location: file:///etc/passwd"));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).contains("not allowed"), e.getMessage());
    }

    @Test
    void anOverloadedRegistryIsAskedAgain() {
        // Given
        registry.image(TAR, ScriptedRegistry.bytes(200, TAR));
        AtomicInteger times = new AtomicInteger();
        registry.on(
                BLOB,
                (headers, out) -> (switch (times.getAndIncrement()) {
                            case 0 -> ScriptedRegistry.status(429, "Retry-After: 0");
                            case 1 -> ScriptedRegistry.status(503);
                            default -> ScriptedRegistry.bytes(200, TAR);
                        })
                        .write(headers, out));
        // When / Then
        assertEquals(List.of(Digests.of(TAR)), pull().config().rootfs().diffIds());
        assertEquals(3, times.get());
    }

    @Test
    void aRegistryThatIsDownIsNotAskedForEver() {
        // Given
        registry.on(MANIFEST, ScriptedRegistry.status(502));
        // When
        EngineException e = refused();
        // Then
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertEquals(4, registry.asked(MANIFEST));
    }

    @Test
    void oneThatWantsALongPauseIsNotWaitedFor() {
        // Given
        registry.on(MANIFEST, ScriptedRegistry.status(429, "Retry-After: 3600"));
        // When
        EngineException e = refused();
        // Then
        assertTrue(String.valueOf(e.getMessage()).startsWith("toomanyrequests"), e.getMessage());
        assertEquals(1, registry.asked(MANIFEST));
    }

    @Test
    void aMirrorIsAskedFirstAndOneThatIsDownIsPassedOver() throws IOException {
        // Given
        try (ScriptedRegistry down = new ScriptedRegistry()) {
            down.on("/v2/team/app/manifests/1", ScriptedRegistry.status(404));
            registry.image("team/app", TAR, ScriptedRegistry.bytes(200, TAR));
            LocalLibrary mirrored = new LocalLibrary(
                    root.resolve("mirrored"),
                    layers,
                    new EventLog(),
                    PackagedBases.none(),
                    new Registries(Set.of(), List.of(down.host(), registry.host())));
            // When
            Image image = mirrored.pull("", "team/app:1", null, null, message -> {});
            // Then
            assertEquals(List.of("team/app:1"), image.tags());
            assertEquals(1, down.asked("/v2/team/app/manifests/1"));
        }
    }
}
