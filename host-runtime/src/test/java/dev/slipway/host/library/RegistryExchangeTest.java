package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.layer.TestingTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push and pull against a registry that others wrote, and archives against their tools. */
class RegistryExchangeTest {
    private static final String OPERATOR = "";

    @TempDir
    Path root;

    private TestingRegistry registry;
    private LayerStore layers;
    private LocalLibrary library;
    private LayerStore otherLayers;
    private LocalLibrary other;

    @BeforeEach
    void open() throws IOException {
        registry = new TestingRegistry(root);
        layers = new LayerStore(root.resolve("layers"));
        library = new LocalLibrary(root.resolve("images"), layers, new EventLog(), PackagedBases.none());
        otherLayers = new LayerStore(root.resolve("other-layers"));
        other = new LocalLibrary(root.resolve("other-images"), otherLayers, new EventLog(), PackagedBases.none());
    }

    @AfterEach
    void close() {
        registry.close();
        layers.close();
        otherLayers.close();
    }

    private Image imported(String name) {
        return library.importRoot(
                OPERATOR,
                new TestingTar().folder("bin/").file("bin/content", "x".repeat(100_000)).stream(),
                name,
                ImageConfig.Run.EMPTY,
                "");
    }

    @Test
    void pullsWhatWasPushed() {
        // Given
        String name = registry.host() + "/team/app:1";
        Image pushed = imported(name);
        library.push(OPERATOR, name, null, message -> {});
        List<Object> statuses = new ArrayList<>();
        // When
        Image pulled = other.pull("team-a", name, null, null, message -> statuses.add(message.get("status")));
        // Then
        assertEquals(pushed.id(), pulled.id());
        assertEquals(List.of(name), pulled.tags());
        assertEquals(library.require(OPERATOR, name).digests(), pulled.digests());
        assertEquals("Pulling from team/app", statuses.getFirst());
        assertTrue(statuses.containsAll(List.of("Pulling fs layer", "Downloading", "Pull complete")), "" + statuses);
        assertEquals("Status: Downloaded newer image for " + name, statuses.getLast());
        assertEquals(
                "x".repeat(100_000),
                read(otherLayers
                        .dir(pulled.config().rootfs().diffIds().getFirst())
                        .resolve("bin/content")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysThatAnImageIsUpToDateAndPullsByDigest() {
        // Given
        String name = registry.host() + "/app:1";
        imported(name);
        library.push(OPERATOR, name, null, message -> {});
        String digest = library.require(OPERATOR, name).digests().getFirst();
        other.pull(OPERATOR, name, null, null, message -> {});
        List<Map<String, Object>> messages = new ArrayList<>();
        // When
        other.pull(OPERATOR, name, null, null, messages::add);
        Image byDigest = other.pull(OPERATOR, digest, null, null, messages::add);
        // Then
        assertTrue(
                messages.stream().anyMatch(m -> ("Status: Image is up to date for " + name).equals(m.get("status"))),
                "" + messages);
        assertTrue(messages.stream().anyMatch(m -> "Already exists".equals(m.get("status"))));
        assertEquals(List.of(digest), byDigest.digests());
    }

    @Test
    void saysWithDockersWordsWhatIsNotThere() {
        // Given
        String name = registry.host() + "/app:1";
        imported(name);
        library.push(OPERATOR, name, null, message -> {});
        // When
        EngineException tag = assertThrows(
                EngineException.class,
                () -> other.pull(OPERATOR, registry.host() + "/app:2", null, null, message -> {}));
        EngineException platform = assertThrows(
                EngineException.class, () -> other.pull(OPERATOR, name, null, "linux/s390x", message -> {}));
        // Then
        assertEquals(ErrorKind.NOT_FOUND, tag.kind());
        assertEquals(
                "manifest for " + registry.host() + "/app:2 not found: manifest unknown: manifest unknown",
                tag.getMessage());
        assertTrue(platform.getMessage().contains("does not provide the specified platform"), platform.getMessage());
    }

    @Test
    void takesLayersFromAnotherRepositoryInsteadOfSendingThem() {
        // Given
        String name = registry.host() + "/team/app:1";
        imported(name);
        library.push(OPERATOR, name, null, message -> {});
        String copy = registry.host() + "/release/app:2";
        library.tag(OPERATOR, name, copy);
        List<Object> statuses = new ArrayList<>();
        // When
        library.push(OPERATOR, copy, null, message -> statuses.add(message.get("status")));
        // Then
        assertTrue(!statuses.contains("Pushing"), () -> "" + statuses);
        assertEquals(
                library.require(OPERATOR, name).id(),
                other.pull(OPERATOR, copy, null, null, message -> {}).id());
    }

    @Test
    void sendsALargeLayerInPieces() {
        // Given
        String name = registry.host() + "/large:1";
        StringBuilder content = new StringBuilder();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 5_000_000; i++) {
            content.append(Long.toHexString(random.nextLong()));
        }
        Image pushed = library.importRoot(
                OPERATOR, new TestingTar().file("large", content.toString()).stream(), name, ImageConfig.Run.EMPTY, "");
        // When
        library.push(OPERATOR, name, null, message -> {});
        // Then
        assertEquals(
                pushed.id(),
                other.pull(OPERATOR, name, null, null, message -> {}).id());
    }

    @Test
    void listsAllTagsOfARepository() {
        // Given
        for (String tag : List.of("1", "2", "latest")) {
            String name = registry.host() + "/tags:" + tag;
            imported(name);
            library.push(OPERATOR, name, null, message -> {});
        }
        // When / Then
        assertEquals(
                List.of("1", "2", "latest"),
                library.tags(registry.host() + "/tags", null).stream().sorted().toList());
    }

    @Test
    void pullsOciImagesWithZstdLayersFromSkopeo() throws Exception {
        // Given
        TestingProgram.require("skopeo");
        Image image = imported("app:1");
        Path archive = root.resolve("app.tar");
        try (var out = Files.newOutputStream(archive)) {
            library.save(OPERATOR, List.of("app:1"), out);
        }
        TestingProgram.run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "--dest-tls-verify=false",
                "--format=oci",
                "--dest-compress-format=zstd",
                "docker-archive:" + archive,
                "docker://" + registry.host() + "/app:zstd");
        // When
        Image pulled = other.pull(OPERATOR, registry.host() + "/app:zstd", null, null, message -> {});
        // Then
        assertEquals(image.config().rootfs(), pulled.config().rootfs());
        assertEquals(
                "zstd",
                otherLayers
                        .blob(pulled.config().rootfs().diffIds().getFirst())
                        .orElseThrow()
                        .compression()
                        .name()
                        .toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void exchangesArchivesWithSkopeoInBothFormats() throws Exception {
        // Given
        TestingProgram.require("skopeo");
        Image image = imported("app:1");
        Path archive = root.resolve("app.tar");
        try (var out = Files.newOutputStream(archive)) {
            library.save(OPERATOR, List.of("app:1"), out);
        }
        Path oci = root.resolve("oci.tar");
        Path docker = root.resolve("docker.tar");
        TestingProgram.run(
                "skopeo", "copy", "--insecure-policy", "docker-archive:" + archive, "oci-archive:" + oci + ":app:oci");
        TestingProgram.run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "docker-archive:" + archive,
                "docker-archive:" + docker + ":app:docker");
        // When
        Image fromOci = load(oci);
        Image fromDocker = load(docker);
        // Then
        assertEquals(List.of("app:oci"), fromOci.tags());
        assertEquals(List.of("app:docker"), fromDocker.tags());
        assertEquals(image.id(), fromDocker.id());
        assertEquals(image.config().rootfs(), fromOci.config().rootfs());
    }

    private Image load(Path archive) throws IOException {
        try (var in = Files.newInputStream(archive)) {
            return other.load(OPERATOR, in, message -> {}).getFirst();
        }
    }
}
