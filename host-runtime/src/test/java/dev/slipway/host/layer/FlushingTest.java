package dev.slipway.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that may not be on disk are told from those that are. */
class FlushingTest {
    private static final String OTHER_BOOT = "00000000-0000-0000-0000-000000000000";

    @TempDir
    Path folder;

    @Test
    void aLayerThatWasNotFlushedWhenTheMachineWentDownIsGivenUp() throws IOException {
        // Given a layer just made, and a mark as if it were of the boot before
        String diffId = unpack();
        Path mark = mark(diffId);
        Files.writeString(mark, OTHER_BOOT);

        // When
        try (LayerStore after = new LayerStore(folder)) {
            // Then
            assertFalse(after.has(diffId));
            assertFalse(Files.exists(mark));
            assertEquals(0, folder.resolve("layers").toFile().list().length);
        }
        assertEquals(diffId, unpack());
    }

    @Test
    void aLayerOfThisBootStaysAlthoughItIsNotFlushed() throws IOException {
        // Given
        String diffId = unpack();

        // When an engine of the same boot comes
        try (LayerStore after = new LayerStore(folder)) {
            // Then
            assertTrue(after.has(diffId));
        }
        assertTrue(Files.exists(mark(diffId)));
    }

    private String unpack() {
        try (LayerStore store = new LayerStore(folder)) {
            byte[] tar = new TestingTar().file("etc/hosts", "127.0.0.1").bytes();
            return store.unpack(new ByteArrayInputStream(tar)).diffId();
        }
    }

    private Path mark(String diffId) {
        return folder.resolve("unflushed").resolve(diffId.substring("sha256:".length()));
    }
}
