package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several layers do, one layer does. */
class LayerMergeTest {
    @TempDir
    Path root;

    private LayerStore layers;

    @BeforeEach
    void open() {
        layers = new LayerStore(root);
    }

    @AfterEach
    void close() {
        layers.close();
    }

    private String layer(TestingTar tar) {
        return layers.adopt(new ByteArrayInputStream(tar.bytes())).diffId();
    }

    /** Names in the archive, and of files their content. */
    private Map<String, String> members(String diffId) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        layers.writeTar(diffId, archive);
        Map<String, String> members = new TreeMap<>();
        try (TarReader tar = new TarReader(new ByteArrayInputStream(archive.toByteArray()))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                byte[] content = new byte[(int) entry.bytes()];
                int n = content.length == 0 ? 0 : tar.read(content, 0, content.length);
                members.put(entry.name(), new String(content, 0, n, StandardCharsets.UTF_8));
            }
        }
        return members;
    }

    @Test
    void theLaterFileStandsAndWhatWasRemovedIsMarked() throws IOException {
        // Given
        String first = layer(new TestingTar()
                .folder("d/")
                .file("d/old", "1")
                .file("d/kept", "kept")
                .file("gone", "1")
                .file("changed", "1"));
        String second = layer(new TestingTar()
                .folder("d/")
                .file("d/.wh.old", "")
                .file(".wh.gone", "")
                .file(".wh.of-the-base", "")
                .file("changed", "2"));
        // When
        String merged = layers.merge(List.of(first, second), () -> {}).diffId();
        // Then
        assertEquals(
                Map.of(
                        ".wh.gone",
                        "",
                        ".wh.of-the-base",
                        "",
                        "changed",
                        "2",
                        "d/",
                        "",
                        "d/.wh.old",
                        "",
                        "d/kept",
                        "kept"),
                members(merged));
        assertEquals(Map.of("d/", "", "d/kept", "kept", "d/old", "1", "gone", "1", "changed", "1"), members(first));
    }

    @Test
    void aFolderThatHidesOrFollowsSomethingElseHidesWhatIsBelow() throws IOException {
        // Given
        String first = layer(new TestingTar()
                .folder("hidden/")
                .file("hidden/a", "1")
                .file("was-file", "1")
                .file(".wh.was-removed", "")
                .folder("was-folder/")
                .file("was-folder/a", "1"));
        String second = layer(new TestingTar()
                .folder("hidden/")
                .file("hidden/.wh..wh..opq", "")
                .file("hidden/b", "2")
                .folder("was-file/")
                .folder("was-removed/")
                .file("was-folder", "2"));
        // When
        String merged = layers.merge(List.of(first, second), () -> {}).diffId();
        // Then
        assertEquals(
                List.of(
                        "hidden/",
                        "hidden/.wh..wh..opq",
                        "hidden/b",
                        "was-file/",
                        "was-file/.wh..wh..opq",
                        "was-folder",
                        "was-removed/",
                        "was-removed/.wh..wh..opq"),
                List.copyOf(members(merged).keySet()));
    }

    @Test
    void foldersHaveTheLastOwnerModeTimeAndAttributes() {
        // Given
        TarEntry before = new TarEntry(
                "d/", TarEntry.Type.FOLDER, 0700, 1, 1, 0, 5, 0, "", 0, 0, Map.of("user.a", new byte[] {1}), null);
        TarEntry after = new TarEntry(
                "d/", TarEntry.Type.FOLDER, 02755, 7, 8, 0, 9, 0, "", 0, 0, Map.of("user.b", new byte[] {2}), null);
        String first = layer(new TestingTar().entry(before).file("d/a", "1"));
        String second = layer(new TestingTar().entry(after).file("d/b", "2"));
        // When
        String merged = layers.merge(List.of(first, second), () -> {}).diffId();
        // Then
        try (DirFd folder = DirFd.open(layers.dir(merged).resolve("d"))) {
            Stat stat = folder.stat();
            assertEquals(
                    List.of(7L, 8L, 02755L, 9L),
                    List.of(stat.uid(), stat.gid(), (long) stat.permissions(), stat.mtimeSeconds()));
            assertEquals(List.of("user.b"), Xattrs.list(folder, ""));
        }
    }

    @Test
    void theMergedLayerOutlivesThoseItWasMadeOf() throws IOException {
        // Given
        String first = layer(new TestingTar().file("a", "a").link("b", "a"));
        String second = layer(new TestingTar().file("c", "c"));
        String merged = layers.merge(List.of(first, second), () -> {}).diffId();
        // When
        layers.remove(first);
        layers.remove(second);
        // Then
        assertEquals(Map.of("a", "a", "b", "", "c", "c"), members(merged));
        assertTrue(layers.has(merged));
    }
}
