package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Sealing secrets. */
class VaultTest {

    private final Vault vault = new Vault(new SecretKeySpec(Randoms.bytes(32), "AES"));

    @Test
    void aSealedSecretOpensAtItsPlaceOnly() {
        // Given
        byte[] sealed = vault.seal(new Secret("canary"), "app/KEY");

        // When
        Secret opened = vault.open(sealed, "app/KEY");

        // Then
        assertEquals("canary", opened.reveal());
        assertThrows(IllegalStateException.class, () -> vault.open(sealed, "other/KEY"));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("canary"));
    }

    @Test
    void aChangedByteIsNoticed() {
        // Given
        byte[] sealed = vault.seal(new Secret("canary"), "app/KEY");

        // When
        sealed[sealed.length - 1] ^= 1;

        // Then
        assertThrows(IllegalStateException.class, () -> vault.open(sealed, "app/KEY"));
    }

    @Test
    void aSecretDoesNotShowItself() {
        assertEquals("••••••", new Secret("canary").toString());
    }
}
