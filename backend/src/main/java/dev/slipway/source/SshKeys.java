package dev.slipway.source;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Keys of ssh as texts: ed25519 for what we make, any kind for what hosts show. */
public final class SshKeys {

    private static final String KIND = "Ed25519";

    static {
        // The library would enter its provider of ed25519 for the whole process; ours is for nobody else.
        System.setProperty("org.apache.sshd.security.provider.BC.useNamed", "false");
    }

    private SshKeys() {}

    /** Whatever uses the ssh library calls this first, so that it is set up our way. */
    static void setUp() {
        // the static block above has done it
    }

    /** A new ed25519 key. */
    public static KeyPair generate() {
        try {
            return SecurityUtils.getKeyPairGenerator(KIND).generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the bundled library has ed25519", impossible);
        }
    }

    /** A key we made as a text, private part included: a secret. */
    public static String secretText(KeyPair key) {
        Base64.Encoder encoder = Base64.getEncoder();
        return encoder.encodeToString(key.getPrivate().getEncoded()) + ":"
                + encoder.encodeToString(key.getPublic().getEncoded());
    }

    /** Reads what {@link #secretText} wrote. */
    public static KeyPair ofSecretText(String text) {
        String[] halves = text.split(":", 2);
        Base64.Decoder decoder = Base64.getDecoder();
        try {
            KeyFactory factory = SecurityUtils.getKeyFactory(KIND);
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(decoder.decode(halves[1]))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(halves[0]))));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("a kept deploy key cannot be read", broken);
        }
    }

    /** As {@code authorized_keys} has it, without a comment. */
    public static String publicText(PublicKey key) {
        return PublicKeyEntry.toString(key);
    }

    /** Reads what {@link #publicText} wrote; empty when it is none. */
    public static Optional<PublicKey> ofPublicText(String text) {
        try {
            return Optional.ofNullable(
                    AuthorizedKeyEntry.parseAuthorizedKeyEntry(text).resolvePublicKey(null, null, null));
        } catch (IOException | GeneralSecurityException | RuntimeException none) {
            return Optional.empty();
        }
    }

    /** As {@code ssh-keygen -l} shows it: {@code SHA256:…}. */
    public static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(key);
    }
}
