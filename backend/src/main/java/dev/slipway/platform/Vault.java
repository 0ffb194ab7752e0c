package dev.slipway.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM under the master key.
 *
 * <p>A sealed value is {@code version(1) nonce(12) ciphertext+tag}; it opens only at the place it was sealed for,
 * so a row copied to another app is worthless.
 */
@ApplicationScoped
public class Vault {

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    @Inject
    Vault(PlatformConfig config) {
        this(new SecretKeySpec(masterKey(config), "AES"));
    }

    Vault(SecretKeySpec key) {
        this.key = key;
    }

    /** Seals {@code secret} for {@code place}, a text which names the one row it belongs to. */
    public byte[] seal(Secret secret, String place) {
        byte[] nonce = Randoms.bytes(NONCE_BYTES);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, place, secret.reveal().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                .put(VERSION)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** A key for another purpose, from which the master key cannot be found. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }

    /**
     * Opens what {@link #seal} made for the same place.
     *
     * @throws IllegalStateException when key, place or bytes differ
     */
    public Secret open(byte[] sealed, String place) {
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        if (buffer.get() != VERSION) {
            throw new IllegalStateException("sealed value of an unknown version; was it written by a newer release?");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return new Secret(new String(run(Cipher.DECRYPT_MODE, nonce, place, rest), StandardCharsets.UTF_8));
    }

    private byte[] run(int mode, byte[] nonce, String place, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(
                    "cannot open a sealed value; was the master key replaced? put the old one back", failure);
        }
    }

    private static byte[] masterKey(PlatformConfig config) {
        String text = config.masterKey().orElseGet(() -> {
            try {
                return PrivateFile.readOrCreate(
                        config.data().resolve("master-key"),
                        () -> Base64.getEncoder().encodeToString(Randoms.bytes(KEY_BYTES)));
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read the master key", failure);
            }
        });
        byte[] bytes = Base64.getDecoder().decode(text.strip());
        if (bytes.length != KEY_BYTES) {
            throw new IllegalStateException("master key has " + bytes.length + " bytes instead of " + KEY_BYTES
                    + "; give base64 of 32 random bytes");
        }
        return bytes;
    }
}
