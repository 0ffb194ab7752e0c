package dev.slipway.host.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.volume.Volumes.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalVolumesTest {
    @TempDir
    Path root;

    private LocalVolumes volumes;

    @BeforeEach
    void open() {
        volumes = new LocalVolumes(root.resolve("volumes"), new dev.slipway.host.events.EventLog());
    }

    private Path layer(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    @Test
    void keepsNamesApartByTenantAlsoAfterARestart() {
        // Given
        Volume a = volumes.ensure("team-a", "data", Map.of("k", "v"));
        Volume b = volumes.ensure("team-b", "data", Map.of());
        // When
        LocalVolumes again = new LocalVolumes(root.resolve("volumes"), new dev.slipway.host.events.EventLog());
        // Then
        assertEquals(a, again.require("team-a", "data"));
        assertEquals(b, again.ensure("team-b", "data", Map.of()));
        assertEquals(List.of(a), again.list("team-a"));
        assertEquals(List.of(a, b), again.list(""));
        assertTrue(again.find("team-c", "data").isEmpty());
    }

    @Test
    void namesAnonymousVolumesItself() {
        // When
        Volume volume = volumes.ensure("", "", Map.of());
        // Then
        assertTrue(volume.anonymous());
        assertTrue(volume.name().matches("[0-9a-f]{64}"), volume.name());
    }

    @Test
    void refusesNamesThatCouldBePaths() {
        for (String name : List.of("..", "a/b", "-x", "a\0", "x".repeat(256), ".hidden")) {
            assertThrows(EngineException.class, () -> volumes.ensure("", name, Map.of()), name);
        }
        assertArrayEquals(new String[0], root.resolve("volumes").toFile().list());
    }

    @Test
    void fillsAnEmptyVolumeFromTheImageThroughItsLinks() throws IOException {
        // Given
        Path base = layer("base");
        Files.createDirectories(base.resolve("srv/real"));
        Files.writeString(base.resolve("srv/real/kept"), "1");
        Files.writeString(base.resolve("srv/real/file"), "lower");
        Files.setAttribute(base.resolve("srv/real"), "unix:uid", 1234);
        Files.setPosixFilePermissions(base.resolve("srv/real"), PosixFilePermissions.fromString("rwxr-x---"));
        Path top = layer("top");
        Files.createSymbolicLink(top.resolve("data"), Path.of("/srv/real"));
        Files.createDirectories(top.resolve("srv/real"));
        Files.setAttribute(top.resolve("srv/real"), "unix:uid", 1234);
        Files.writeString(top.resolve("srv/real/file"), "upper");
        Volume volume = volumes.ensure("", "v", Map.of());
        // When
        volumes.copyUp(volume, List.of(top, base), "/data");
        // Then
        assertEquals("upper", Files.readString(volume.data().resolve("file")));
        assertEquals("1", Files.readString(volume.data().resolve("kept")));
        assertEquals(1234, Files.getAttribute(volume.data(), "unix:uid"));
        assertEquals(2, volume.data().getParent().toFile().list().length);
    }

    @Test
    void neverFillsFromTheHostThroughALinkOfTheImage() throws IOException {
        // Given
        Path layer = layer("layer");
        Files.writeString(root.resolve("secret"), "host");
        Files.createSymbolicLink(layer.resolve("data"), Path.of("../../../../../../../../" + root));
        Volume volume = volumes.ensure("", "v", Map.of());
        // When
        volumes.copyUp(volume, List.of(layer), "/data");
        // Then
        assertArrayEquals(new String[0], volume.data().toFile().list());
    }

    @Test
    void leavesAVolumeWithContentAlone() throws IOException {
        // Given
        Path layer = layer("layer");
        Files.createDirectories(layer.resolve("data"));
        Files.writeString(layer.resolve("data/image"), "");
        Volume volume = volumes.ensure("", "v", Map.of());
        Files.writeString(volume.data().resolve("own"), "");
        // When
        volumes.copyUp(volume, List.of(layer), "/data");
        // Then
        assertArrayEquals(new String[] {"own"}, volume.data().toFile().list());
    }

    @Test
    void removesOnlyWhatNoContainerUses() {
        // Given
        Volume volume = volumes.ensure("t", "v", Map.of());
        volumes.use("t", "v", "c1");
        // When
        EngineException refusal = assertThrows(EngineException.class, () -> volumes.remove("t", "v", true));
        volumes.unuse("t", "v", "c1");
        volumes.remove("t", "v", false);
        // Then
        assertEquals("remove v: volume is in use - [c1]", refusal.getMessage());
        assertFalse(Files.exists(volume.data().getParent()));
        volumes.remove("t", "v", true);
        EngineException missing = assertThrows(EngineException.class, () -> volumes.remove("t", "v", false));
        assertEquals("get v: no such volume", missing.getMessage());
    }
}
