package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrapping keys by a key of this host, and changing that. */
class LocalMasterKeyTest {

    private static final byte[] KEY = Randoms.bytes(32);

    @TempDir
    Path folder;

    private Path file;
    private LocalMasterKey master;

    @BeforeEach
    void aFileThatIsNotThereYet() {
        file = folder.resolve("master-key");
        master = new LocalMasterKey(file, true, Optional.empty(), Optional.empty());
    }

    @Test
    void theFirstUseMakesAFileForItsOwnerAlone() throws IOException {
        // When
        MasterKey.Wrapped wrapped = master.wrap(KEY, "here");

        // Then
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(KEY, master.unwrap(wrapped, "here"));
    }

    @Test
    void aKeyUnwrapsInItsOwnContextOnly() {
        // Given
        MasterKey.Wrapped wrapped = master.wrap(KEY, "data key 1 of team a");

        // When
        SealBroken refused = assertThrows(SealBroken.class, () -> master.unwrap(wrapped, "data key 1 of team b"));

        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("changed or swapped"), refused.getMessage());
    }

    @Test
    void whatTheOldKeyWrappedOpensUntilItIsForgotten() {
        // Given
        MasterKey.Wrapped wrapped = master.wrap(KEY, "here");

        // When
        master.replace();
        byte[] between = master.unwrap(wrapped, "here");
        MasterKey.Wrapped again = master.wrap(KEY, "here");
        master.forgetOthers();

        // Then
        assertArrayEquals(KEY, between);
        assertNotEquals(wrapped.by(), again.by());
        assertArrayEquals(KEY, master.unwrap(again, "here"));
        assertThrows(SealBroken.class, () -> master.unwrap(wrapped, "here"));
    }

    @Test
    void aKeyOfTheEnvironmentIsChangedByWhoeverStartsThePlatform() {
        // Given
        String old = Base64.getEncoder().encodeToString(Randoms.bytes(32));
        String fresh = Base64.getEncoder().encodeToString(Randoms.bytes(32));
        MasterKey.Wrapped wrapped =
                new LocalMasterKey(file, true, Optional.of(old), Optional.empty()).wrap(KEY, "here");

        // When
        LocalMasterKey later = new LocalMasterKey(file, true, Optional.of(fresh), Optional.of(old));
        Problem refused = assertThrows(Problem.class, later::replace);

        // Then
        assertArrayEquals(KEY, later.unwrap(wrapped, "here"));
        assertTrue(String.valueOf(refused.getMessage()).contains("SLIPWAY_MASTER_KEY_PREVIOUS"));
        assertTrue(Files.notExists(file));
    }

    @Test
    void aFileForEverybodyIsRefused() throws IOException {
        // Given
        Files.writeString(file, Base64.getEncoder().encodeToString(Randoms.bytes(32)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        // When
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> master.wrap(KEY, "here"));

        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("chmod 0600"), refused.getMessage());
    }

    @Test
    void aSecretDoesNotShowItself() {
        assertEquals("••••••", new Secret("canary").toString());
    }
}
