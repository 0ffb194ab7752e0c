package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.layer.Layers.Snapshot;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.mount.OverlayRoot;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.spec.IdRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDiskTest {
    private static final IdRange IDS = new IdRange(7_000_000, 65_536);
    private static final long MIB = 1 << 20;

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

    private Path lower() throws IOException {
        return Files.createDirectories(root.resolve("lower"));
    }

    /** Writes {@code bytes} of something that does not compress into a file of an overlay. */
    private static void fill(Fd overlay, String name, long bytes) throws IOException {
        byte[] chunk = new byte[64 << 10];
        java.util.Arrays.fill(chunk, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(Path.of(overlay.path(), name))) {
            for (long written = 0; written < bytes; written += chunk.length) {
                out.write(chunk);
            }
        }
    }

    /** Loop devices over files below this test's folder. */
    private List<String> devices() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/sys/block"))) {
            return all.map(device -> device.resolve("loop/backing_file"))
                    .filter(Files::exists)
                    .map(SnapshotDiskTest::text)
                    .filter(file -> file.startsWith(root.toString()))
                    .toList();
        }
    }

    /** The kernel ends mounts and devices a moment after their last use. */
    private void awaitNoDevice() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!devices().isEmpty()) {
            assertTrue(System.nanoTime() < end, "still there: " + devices());
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void whatIsWrittenIsBoundedInBytesAndNothingIsLeftOfTheMount() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS, new DiskLimit(20 * MIB, 0));
        // When
        try (Fd overlay = OverlayRoot.mount(snapshot.on(List.of(lower()), false), null)) {
            fill(overlay, "fits", 19 * MIB);
            IOException full = assertThrows(IOException.class, () -> fill(overlay, "toomuch", 3 * MIB));
            // Then
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
            assertEquals(1, devices().size());
        }
        awaitNoDevice();
        assertTrue(TreeUse.bytes(root.resolve("snapshots/c1")) < 22 * MIB);
    }

    @Test
    void whatIsWrittenIsBoundedInFiles() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS, new DiskLimit(20 * MIB, 200));
        // When
        try (Fd overlay = OverlayRoot.mount(snapshot.on(List.of(lower()), false), null)) {
            IOException full = assertThrows(IOException.class, () -> {
                for (int i = 0; i < 400; i++) {
                    Files.createFile(Path.of(overlay.path(), "f" + i));
                }
            });
            // Then
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
        }
    }

    @Test
    void theSameDiskIsSeenByAllWhoOpenItAndStaysWhatItWas() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS, new DiskLimit(100 * MIB, 0));
        // When
        try (Fd overlay = OverlayRoot.mount(snapshot.on(List.of(lower()), false), null)) {
            Files.writeString(Path.of(overlay.path(), "note"), "kept");
            // Then
            try (DirFd upper = layers.find("c1").open()) {
                assertTrue(upper.find("note").isPresent());
                assertEquals(1, devices().size());
                assertEquals(7_000_000, upper.stat().uid());
            }
        }
        awaitNoDevice();
        try (DirFd upper = layers.find("c1").open()) {
            assertTrue(upper.find("note").isPresent());
        }
    }

    @Test
    void aLayerIsMadeOfItAsOfAnyOther() throws IOException {
        // Given
        Snapshot snapshot = layers.snapshot("c1", IDS, new DiskLimit(20 * MIB, 0));
        try (DirFd upper = snapshot.open();
                Fd file = upper.create("f", 0644)) {
            upper.chown("f", 7_000_005, 7_000_006);
            assertTrue(file.isOpen());
        }
        // When
        Layer layer = layers.commit(snapshot, IDS);
        // Then
        try (DirFd tree = DirFd.open(layers.dir(layer.diffId()))) {
            assertEquals(5, tree.stat("f").uid());
        }
        assertEquals(List.of(), layers.snapshots());
        assertFalse(Files.exists(root.resolve("snapshots/c1")));
    }
}
