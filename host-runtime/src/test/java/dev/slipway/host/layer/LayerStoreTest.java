package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Digests;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import dev.slipway.host.spec.IdRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerStoreTest {
    private static final IdRange IDS = new IdRange(7_000_000, 65_536);
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

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

    @Test
    void unpacksFilesWithOwnerModeTimeAndCapabilities() throws IOException {
        // Given
        byte[] tar = new TestingTar()
                .folder("bin/")
                .file("bin/ping", "ping", 04755, 5, 6, Map.of("security.capability", CAPABILITY))
                .symlink("bin/sh", "/no/where")
                .link("bin/ping6", "bin/ping")
                .bytes();
        // When
        Layer layer = layers.unpack(new ByteArrayInputStream(tar));
        // Then
        assertEquals(Digests.of(tar), layer.diffId());
        assertEquals(4, layer.bytes());
        try (DirFd bin = DirFd.open(layers.dir(layer.diffId()).resolve("bin"))) {
            Stat ping = bin.stat("ping");
            assertEquals(04755, ping.permissions());
            assertEquals(5, ping.uid());
            assertEquals(6, ping.gid());
            assertEquals(1_000_000, ping.mtimeSeconds());
            assertEquals(2, ping.links());
            assertArrayEquals(
                    CAPABILITY, Xattrs.get(bin, "ping", "security.capability").orElseThrow());
            assertEquals("/no/where", bin.readLink("sh"));
            assertEquals(2_000_000, bin.stat().mtimeSeconds());
        }
    }

    @Test
    void givesTheSameLayerForPlainGzipAndZstd() throws IOException {
        // Given
        byte[] tar = new TestingTar().file("a", "b").bytes();
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(tar);
        }
        // When
        List<String> ids = List.of(
                layers.unpack(new ByteArrayInputStream(tar)).diffId(),
                layers.unpack(new ByteArrayInputStream(gzip.toByteArray())).diffId(),
                layers.unpack(new ByteArrayInputStream(Zstd.compress(tar))).diffId());
        // Then
        assertEquals(List.of(Digests.of(tar), Digests.of(tar), Digests.of(tar)), ids);
        assertEquals(1, layers.list().size());
    }

    @Test
    void writesBackTheBytesThatCameEvenAfterARestart() throws IOException {
        // Given
        byte[] tar = new TestingTar().file("a", "b").folder("unsorted/").bytes();
        String id = layers.unpack(new ByteArrayInputStream(tar)).diffId();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // When
        try (LayerStore again = new LayerStore(root)) {
            again.writeTar(id, out);
        }
        // Then
        assertArrayEquals(tar, out.toByteArray());
    }

    @Test
    void refusesAnArchiveThatIsNotTheExpectedLayer() {
        // When
        EngineException refusal = assertThrows(
                EngineException.class,
                () -> layers.unpack(new TestingTar().file("a", "b").stream(), "sha256:" + "0".repeat(64)));
        // Then
        assertTrue(refusal.getMessage().contains("its image says sha256:000"), refusal.getMessage());
        assertTrue(layers.list().isEmpty());
    }

    @Test
    void turnsRemovalMarksIntoOverlaysOwnAndBack() throws IOException {
        // Given
        byte[] tar = new TestingTar()
                .file(".wh.gone", "")
                .folder("dir/")
                .file("dir/.wh..wh..opq", "")
                .file("dir/new", "x")
                .bytes();
        // When
        Layer layer = layers.adopt(new ByteArrayInputStream(tar));
        // Then
        try (DirFd tree = DirFd.open(layers.dir(layer.diffId()))) {
            assertTrue(tree.stat("gone").isWhiteout());
            assertArrayEquals(
                    new byte[] {'y'},
                    Xattrs.get(tree, "dir", "trusted.overlay.opaque").orElseThrow());
        }
        assertEquals(List.of("dir/", ".wh.gone", "dir/.wh..wh..opq", "dir/new"), names(layer.diffId()));
    }

    private List<String> names(String diffId) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        layers.writeTar(diffId, out);
        List<String> names = new java.util.ArrayList<>();
        try (TarReader tar = new TarReader(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                names.add(entry.name());
            }
        }
        return names;
    }

    @Test
    void commitsASnapshotWithTheImagesOwnIds() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS);
        try (DirFd upper = DirFd.open(snapshot.upper())) {
            upper.create("f", 0600).close();
            upper.chown("f", 7_000_005, 7_000_006);
            upper.chmod("f", 04711);
            upper.mkdir("d", 0700);
            upper.chown("d", 7_000_000, 7_000_000);
            upper.mknod("gone", Stat.CHAR_DEVICE, 0, 0);
            upper.mknod("disk", Stat.BLOCK_DEVICE | 0666, 8, 0);
            Xattrs.set(upper, "d", "trusted.overlay.opaque", new byte[] {'y'});
            Xattrs.set(upper, "d", "trusted.overlay.origin", new byte[] {1});
        }
        // When
        Layer layer = layers.commit(snapshot, IDS);
        // Then
        assertEquals(List.of("d/", "f", ".wh.gone", "d/.wh..wh..opq"), names(layer.diffId()));
        try (DirFd tree = DirFd.open(layers.dir(layer.diffId()))) {
            assertEquals(5, tree.stat("f").uid());
            assertEquals(6, tree.stat("f").gid());
            assertEquals(04711, tree.stat("f").permissions());
            assertEquals(0, tree.stat().uid());
            assertEquals(List.of("trusted.overlay.opaque"), Xattrs.list(tree, "d"));
            assertTrue(tree.find("disk").isEmpty());
        }
        assertThrows(EngineException.class, () -> layers.find("c1"));
    }

    @Test
    void commitsAnUnchangedSnapshotAsTheEmptyLayer() {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS);
        // When
        Layer layer = layers.commit(snapshot, IDS);
        // Then
        assertEquals("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef", layer.diffId());
    }

    @Test
    void copiesASnapshotThatStaysInUse() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS);
        Path file = Files.writeString(snapshot.upper().resolve("f"), "text");
        try (DirFd upper = DirFd.open(snapshot.upper())) {
            upper.chown("f", 7_000_005, 7_000_000);
        }
        // When
        Layer copy = layers.copy(snapshot, IDS);
        // Then
        assertEquals(7_000_005, Files.getAttribute(file, "unix:uid"));
        Path copied = layers.dir(copy.diffId()).resolve("f");
        assertEquals("text", Files.readString(copied));
        assertEquals(5, Files.getAttribute(copied, "unix:uid"));
        assertEquals(copy.diffId(), layers.commit(snapshot, IDS).diffId());
    }

    @Test
    void givesTheContainersRootItsUpperFolderAndRemovesIt() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS);
        assertEquals(7_000_000, Files.getAttribute(snapshot.upper(), "unix:uid"));
        Files.createDirectories(snapshot.work().resolve("work"));
        // When
        layers.remove(snapshot);
        // Then
        assertFalse(Files.exists(snapshot.upper().getParent(), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void removesWhateverAContainerLeftHoweverDeep() {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS);
        DirFd at = DirFd.open(snapshot.upper());
        for (int depth = 0; depth < 3_000; depth++) {
            at.mkdir("deep", 0755);
            DirFd next = at.beneath("deep");
            at.close();
            at = next;
        }
        at.create("file", 0600).close();
        at.close();
        // When
        layers.remove(snapshot);
        layers.close();
        // Then
        assertArrayEquals(new String[0], root.resolve("tmp").toFile().list());
        assertArrayEquals(new String[0], root.resolve("snapshots").toFile().list());
    }

    @Test
    void removesALayerAndForgetsIt() {
        // Given
        String id = layers.unpack(new TestingTar().file("a", "b").stream()).diffId();
        // When
        layers.remove(id);
        // Then
        assertFalse(layers.has(id));
        assertArrayEquals(new String[0], root.resolve("layers").toFile().list());
    }
}
