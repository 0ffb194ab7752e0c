package dev.slipway.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, for tokens which are kept only as their digest. */
public final class Digests {

    private Digests() {}

    /** The 32 bytes of SHA-256 over the text's UTF-8 form. */
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Whether both texts are equal, in a time which does not tell where they differ. */
    public static boolean sameText(String one, String other) {
        return MessageDigest.isEqual(sha256(one), sha256(other));
    }
}
