package dev.slipway.platform;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable bytes. */
public final class Randoms {

    /** 256 bits: beyond guessing, also for tokens which live for years. */
    private static final int TOKEN_BYTES = 32;

    private static final SecureRandom SOURCE = new SecureRandom();

    private Randoms() {}

    /** {@code count} random bytes. */
    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        SOURCE.nextBytes(bytes);
        return bytes;
    }

    /** A token of 256 bits in URL-safe letters: A-Z, a-z, 0-9, "-" and "_". */
    public static String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(TOKEN_BYTES));
    }
}
