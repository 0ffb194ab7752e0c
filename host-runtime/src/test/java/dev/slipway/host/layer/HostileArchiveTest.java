package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.layer.TarEntry.Type;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import dev.slipway.host.spec.IdRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive of a stranger must not be able to do. The canary stands for the host's files. */
class HostileArchiveTest {
    @TempDir
    Path root;

    private Path canary;
    private LayerStore layers;

    @BeforeEach
    void open() throws IOException {
        canary = Files.writeString(root.resolve("canary"), "untouched");
        layers = new LayerStore(root.resolve("store"));
    }

    @AfterEach
    void nothingOutsideChanged() throws IOException {
        layers.list().forEach(layer -> layers.remove(layer.diffId()));
        layers.close();
        assertEquals("untouched", Files.readString(canary));
        assertEquals(1, Files.getAttribute(canary, "unix:nlink"));
        try (var all = Files.list(root)) {
            assertEquals(2, all.count());
        }
        assertArrayEquals(new String[0], root.resolve("store/tmp").toFile().list());
    }

    private DirFd unpacked(TestingTar tar) {
        return DirFd.open(layers.dir(layers.unpack(tar.stream()).diffId()));
    }

    private EngineException refused(InputStream archive) {
        EngineException refusal = assertThrows(EngineException.class, () -> layers.unpack(archive));
        assertEquals(ErrorKind.INVALID, refusal.kind());
        assertTrue(layers.list().isEmpty());
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"../canary", "a/../../canary", "/../canary", "..", "./../../canary", "a/b/../../../canary"})
    void refusesNamesThatLeadOut(String name) {
        // When
        EngineException refusal = refused(new TestingTar().file(name, "evil").stream());
        // Then
        assertTrue(refusal.getMessage().endsWith("it leads out of the archive"), refusal.getMessage());
    }

    @Test
    void takesAbsoluteNamesAsRelative() {
        try (DirFd tree = unpacked(new TestingTar().file(canary.toString(), "inside"))) {
            assertTrue(tree.beneath(root.toString().substring(1)).find("canary").isPresent());
        }
    }

    @Test
    void followsALinkInAPathOnlyInsideTheLayer() {
        // Given
        TestingTar tar = new TestingTar()
                .folder("usr/lib/")
                .symlink("lib", "usr/lib")
                .file("lib/inside", "")
                .symlink("abs", "/usr/lib")
                .file("abs/absolute", "")
                .symlink("up", "../../../../../../usr/lib")
                .file("up/clamped", "");
        // When
        try (DirFd tree = unpacked(tar);
                DirFd lib = tree.beneath("usr/lib")) {
            // Then
            assertEquals(
                    List.of("absolute", "clamped", "inside"),
                    lib.names().stream().sorted().toList());
        }
    }

    @Test
    void refusesALinkInAPathThatLeadsNowhereInTheLayer() {
        refused(new TestingTar().symlink("out", root.toString()).file("out/canary", "evil").stream());
    }

    @Test
    void replacesALinkInsteadOfWritingThroughIt() {
        // Given
        TestingTar tar = new TestingTar().symlink("file", canary.toString()).file("file", "own");
        // When
        try (DirFd tree = unpacked(tar)) {
            // Then
            assertTrue(tree.stat("file").isRegular());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../canary", "/../canary", "missing", "."})
    void refusesHardLinksToAnythingButTheLayersOwnFiles(String target) {
        refused(new TestingTar().link("link", target).stream());
    }

    @Test
    void neverLinksToTheHostThroughALinkOfTheLayer() {
        refused(new TestingTar().symlink("out", root.toString()).link("link", "out/canary").stream());
    }

    @Test
    void linksToALinkAndNotToWhatItPointsTo() {
        // Given
        TestingTar tar = new TestingTar().symlink("a", canary.toString()).link("b", "a");
        // When
        try (DirFd tree = unpacked(tar)) {
            // Then
            assertTrue(tree.stat("b").isSymlink());
        }
    }

    @Test
    void leavesDevicesOut() {
        // Given
        TestingTar tar = new TestingTar().device("disk", 8, 0).file("file", "");
        // When
        try (DirFd tree = unpacked(tar)) {
            // Then
            assertEquals(List.of("file"), tree.names());
        }
    }

    @Test
    void dropsAttributesByWhichALayerWouldSteerTheOverlay() {
        // Given
        Map<String, byte[]> xattrs = Map.of(
                "trusted.overlay.redirect",
                "/etc".getBytes(StandardCharsets.UTF_8),
                "trusted.overlay.opaque",
                new byte[] {'y'},
                "security.selinux",
                new byte[] {'x'},
                "user.kept",
                new byte[] {1});
        // When
        try (DirFd tree = unpacked(new TestingTar().file("file", "", 0644, 0, 0, xattrs))) {
            // Then
            assertEquals(List.of("user.kept"), Xattrs.list(tree, "file"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh...", ".wh..", ".wh.", ".wh..wh.plnk"})
    void ignoresRemovalMarksOfNoName(String name) {
        try (DirFd tree = unpacked(new TestingTar().file("a/" + name, ""))) {
            assertTrue(
                    tree.find("a").map(a -> tree.beneath("a").names().isEmpty()).orElse(true));
        }
    }

    @Test
    void keepsTheLayersOwnFileBesideAMarkThatRemovesTheLowerOne() {
        // Given
        TestingTar tar = new TestingTar()
                .file(".wh.first", "")
                .folder("first/")
                .folder("second/")
                .file(".wh.second", "");
        // When
        try (DirFd tree = unpacked(tar)) {
            // Then
            for (String name : List.of("first", "second")) {
                assertTrue(tree.stat(name).isDirectory());
                assertArrayEquals(
                        new byte[] {'y'},
                        Xattrs.get(tree, name, "trusted.overlay.opaque").orElseThrow());
            }
        }
    }

    @Test
    void refusesNamesThatTheKernelDoesNotTake() {
        refused(new TestingTar().file("x".repeat(256), "").stream());
        refused(new TestingTar().file("x/".repeat(2100) + "x", "").stream());
    }

    @Test
    void takesTheLongestNamesThatTheKernelTakes() {
        // Given
        String deep = "d/".repeat(2046) + "x";
        // When
        try (DirFd tree = unpacked(new TestingTar().file("x".repeat(255), "").file(deep, ""))) {
            // Then
            assertTrue(tree.find("x".repeat(255)).isPresent());
            assertTrue(
                    tree.beneath(deep.substring(0, deep.length() - 2)).find("x").isPresent());
        }
    }

    @Test
    void keepsNamesThatAreNoText() {
        // Given
        String name = "latin-\uDCE9";
        // When
        try (DirFd tree = unpacked(new TestingTar().file(name, ""))) {
            // Then
            assertEquals(List.of(name), tree.names());
        }
    }

    @Test
    void stopsAnArchiveWithTooManyMembers() {
        // Given
        layers = new LayerStore(root.resolve("store"), new UnpackLimits(2, 1 << 20, 100));
        // When
        EngineException refusal = refused(new TestingTar().file("1", "").file("2", "").file("3", "").stream());
        // Then
        assertTrue(refusal.getMessage().contains("more than 2 members"), refusal.getMessage());
    }

    @Test
    void stopsAnArchiveThatIsTooLargeWhileItIsUnpacked() {
        // Given
        layers = new LayerStore(root.resolve("store"), new UnpackLimits(100, 1 << 20, 100));
        // When
        EngineException refusal = refused(new TestingTar().file("large", "x".repeat(2 << 20)).stream());
        // Then
        assertTrue(refusal.getMessage().contains("more than 1048576 bytes"), refusal.getMessage());
    }

    @Test
    void stopsACompressedArchiveThatBursts() throws IOException {
        // Given
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(bomb, 19)) {
            TarEntry entry = TarEntry.of("zeros", Type.FILE, 0644, 1L << 30, "");
            new TarWriter(zstd).add(entry, new Zeros());
        }
        // When
        EngineException refusal = refused(new ByteArrayInputStream(bomb.toByteArray()));
        // Then
        assertTrue(refusal.getMessage().contains("grows more than"), refusal.getMessage());
    }

    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            java.util.Arrays.fill(into, from, from + length, (byte) 0);
            return length;
        }
    }

    @Test
    void refusesDamagedAndTruncatedArchives() {
        byte[] whole = new TestingTar().file("file", "x".repeat(5_000)).bytes();
        byte[] cut = java.util.Arrays.copyOf(whole, 2_000);
        byte[] damaged = whole.clone();
        damaged[0] = 'X';
        for (byte[] bytes : List.of(
                cut, damaged, "no tar at all, but long enough ".repeat(40).getBytes(StandardCharsets.UTF_8))) {
            refused(new ByteArrayInputStream(bytes));
        }
    }

    @Test
    void givesAContainersFilesOnlyIdsOfItsRange() throws IOException {
        // Given
        IdRange ids = new IdRange(7_000_000, 65_536);
        Path target = Files.createDirectories(root.resolve("store/files"));
        byte[] good = new TestingTar().file("f", "", 04755, 5, 5, Map.of()).bytes();
        byte[] evil = new TestingTar().file("g", "", 0644, 65_536, 0, Map.of()).bytes();
        try (DirFd folder = DirFd.open(target);
                Unpacker unpacker = Unpacker.files(folder, ids)) {
            // When
            unpacker.run(new TarReader(new ByteArrayInputStream(good)), UnpackLimits.DEFAULT, () -> {});
            EngineException refusal = assertThrows(
                    EngineException.class,
                    () -> unpacker.run(new TarReader(new ByteArrayInputStream(evil)), UnpackLimits.DEFAULT, () -> {}));
            // Then
            assertEquals(7_000_005, folder.stat("f").uid());
            assertTrue(refusal.getMessage().contains("the container has the ids 0…65535"), refusal.getMessage());
            assertFalse(folder.find("g")
                    .map(Stat::uid)
                    .filter(uid -> uid >= 7_065_536)
                    .isPresent());
        }
    }
}
