package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.layer.TestingTar;
import dev.slipway.host.library.Library.Removal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLibraryTest {
    private static final String OPERATOR = "";

    @TempDir
    Path root;

    private LayerStore layers;
    private LocalLibrary library;

    @BeforeEach
    void open() {
        layers = new LayerStore(root.resolve("layers"));
        library = new LocalLibrary(root.resolve("images"), layers, new EventLog(), PackagedBases.none());
    }

    @AfterEach
    void close() {
        layers.close();
    }

    private Image imported(String tenant, String name, String content) {
        return library.importRoot(
                tenant, new TestingTar().file("content", content).stream(), name, ImageConfig.Run.EMPTY, "");
    }

    @Test
    void findsAnImageByNameIdAndPrefixAlsoAfterARestart() {
        // Given
        Image image = imported(OPERATOR, "app:1", "a");
        // When
        LocalLibrary again = new LocalLibrary(root.resolve("images"), layers, new EventLog(), PackagedBases.none());
        // Then
        assertEquals(List.of("app:1"), image.tags());
        for (String text : List.of(
                "app:1",
                "docker.io/library/app:1",
                image.id(),
                image.id().substring(7),
                image.id().substring(7, 19),
                image.id().substring(0, 15))) {
            assertEquals(image, again.require(OPERATOR, text), text);
        }
        assertTrue(again.find(OPERATOR, "app").isEmpty());
        EngineException missing = assertThrows(EngineException.class, () -> again.require(OPERATOR, "app"));
        assertEquals(ErrorKind.NOT_FOUND, missing.kind());
        assertEquals("No such image: app:latest", missing.getMessage());
    }

    @Test
    void showsATenantOnlyItsOwnImagesAndTheOperatorAll() {
        // Given
        Image a = imported("team-a", "app", "a");
        Image b = imported("team-b", "app", "b");
        // Then
        assertEquals(a.id(), library.require("team-a", "app").id());
        assertEquals(b.id(), library.require("team-b", "app").id());
        assertTrue(library.find("team-a", b.id()).isEmpty());
        assertEquals(1, library.list("team-a").size());
        assertEquals(
                Set.of(a.id(), b.id()),
                Set.copyOf(library.list(OPERATOR).stream().map(Image::id).toList()));
        assertEquals(b.id(), library.require(OPERATOR, b.id()).id());
    }

    @Test
    void movesANameAndKeepsTheOldImageWithoutOne() {
        // Given
        Image old = imported(OPERATOR, "app", "old");
        // When
        Image next = imported(OPERATOR, "app", "next");
        // Then
        assertEquals(next.id(), library.require(OPERATOR, "app").id());
        assertEquals(List.of(), library.require(OPERATOR, old.id()).tags());
    }

    @Test
    void removesNamesThenTheImageWithItsLayers() {
        // Given
        Image image = imported(OPERATOR, "app:1", "a");
        library.tag(OPERATOR, "app:1", "app:2");
        // When
        List<Removal> first = library.remove(OPERATOR, "app:1", false, false);
        List<Removal> second = library.remove(OPERATOR, "app:2", false, false);
        // Then
        assertEquals(List.of(new Removal("app:1", null)), first);
        assertEquals(
                List.of(
                        new Removal("app:2", null),
                        new Removal(null, image.id()),
                        new Removal(null, image.config().rootfs().diffIds().getFirst())),
                second);
        assertTrue(layers.list().isEmpty());
    }

    @Test
    void keepsLayersThatAnotherTenantsImageHas() {
        // Given
        Image image = imported("team-a", "app", "same");
        imported("team-b", "app", "same");
        // When
        library.remove("team-a", "app", false, false);
        // Then
        assertTrue(library.find("team-a", image.id()).isEmpty());
        assertEquals(1, layers.list().size());
        library.remove("team-b", "app", false, false);
        assertTrue(layers.list().isEmpty());
    }

    @Test
    void refusesToRemoveWhatAContainerUsesWithDockersWords() {
        // Given
        Image image = imported(OPERATOR, "app", "a");
        String shortId = image.id().substring(7, 19);
        library.use(image.id(), "c0ffee".repeat(11));
        // When
        EngineException byName =
                assertThrows(EngineException.class, () -> library.remove(OPERATOR, "app", false, false));
        EngineException byId =
                assertThrows(EngineException.class, () -> library.remove(OPERATOR, shortId, false, false));
        library.running(container -> true);
        EngineException forced =
                assertThrows(EngineException.class, () -> library.remove(OPERATOR, shortId, true, false));
        // Then
        assertEquals(
                "conflict: unable to remove repository reference \"app\" (must force) - container c0ffeec0ffee is using"
                        + " its referenced image " + shortId,
                byName.getMessage());
        assertEquals(
                "conflict: unable to delete " + shortId
                        + " (must be forced) - image is being used by stopped container c0ffeec0ffee",
                byId.getMessage());
        assertEquals(
                "conflict: unable to delete " + shortId
                        + " (cannot be forced) - image is being used by running container c0ffeec0ffee",
                forced.getMessage());
    }

    @Test
    void keepsAForciblyRemovedImagesContentUntilItsContainerIsGone() {
        // Given
        Image image = imported(OPERATOR, "app", "a");
        library.use(image.id(), "c1");
        // When
        library.remove(OPERATOR, "app", true, false);
        // Then
        assertTrue(library.find(OPERATOR, "app").isEmpty());
        assertEquals(1, layers.list().size());
        library.unuse(image.id(), "c1");
        assertTrue(layers.list().isEmpty());
    }

    @Test
    void refusesToRemoveByIdWhatHasNamesInSeveralRepositories() {
        // Given
        Image image = imported(OPERATOR, "app", "a");
        library.tag(OPERATOR, "app", "other");
        // When
        EngineException refusal =
                assertThrows(EngineException.class, () -> library.remove(OPERATOR, image.id(), false, false));
        // Then
        assertTrue(
                refusal.getMessage().endsWith("(must be forced) - image is referenced in multiple repositories"),
                refusal.getMessage());
        assertEquals(4, library.remove(OPERATOR, image.id(), true, false).size());
    }

    @Test
    void savesAndLoadsImagesWithTheirNamesAndUnknownFields() {
        // Given
        imported(OPERATOR, "app:1", "a");
        byte[] archive = saved("app:1");
        library.remove(OPERATOR, "app:1", false, false);
        // When
        List<Image> loaded = library.load("team-a", new ByteArrayInputStream(archive), message -> {});
        // Then
        assertEquals(List.of("app:1"), loaded.getFirst().tags());
        assertEquals(loaded.getFirst(), library.require("team-a", "app:1"));
        assertFalse(library.find("team-b", "app:1").isPresent());
    }

    private byte[] saved(String... names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        library.save(OPERATOR, List.of(names), out);
        return out.toByteArray();
    }

    @Test
    void givesNobodyALayerForNamingItsDigest() {
        // Given
        Image secret = imported("team-a", "app", "secret");
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + secret.config().rootfs().diffIds().getFirst() + "\"]}}";
        byte[] archive = new TestingTar()
                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"]}]")
                .file("c.json", config)
                .file("l.tar", "")
                .bytes();
        // When
        EngineException refusal = assertThrows(
                EngineException.class, () -> library.load("team-b", new ByteArrayInputStream(archive), message -> {}));
        // Then
        assertTrue(refusal.getMessage().contains("its image says"), refusal.getMessage());
        assertTrue(library.list("team-b").isEmpty());
    }

    @Test
    void refusesAnImageOfLayersThatAreNotThere() {
        // Given
        ImageConfig config = new ImageConfig(
                null,
                null,
                "amd64",
                "linux",
                null,
                null,
                new ImageConfig.Rootfs("layers", List.of("sha256:" + "0".repeat(64))),
                null);
        // Then
        assertThrows(EngineException.class, () -> library.create(OPERATOR, config, "app"));
        assertTrue(library.list(OPERATOR).isEmpty());
    }
}
