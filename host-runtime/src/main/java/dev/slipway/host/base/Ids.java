package dev.slipway.host.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Source of object ids: 64 lower-case hexadecimal digits (256 random bits), as Docker's clients expect. */
public final class Ids {
    private static final int ID_BYTES = 32;
    private static final int SHORT_LENGTH = 12;
    private final SecureRandom random = new SecureRandom();

    /** A fresh id; never all digits in its first twelve characters, so that it cannot be taken for a number. */
    public String next() {
        while (true) {
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            if (!id.substring(0, SHORT_LENGTH).chars().allMatch(Character::isDigit)) {
                return id;
            }
        }
    }

    /** The first twelve characters of an id, as shown to people. */
    public static String shortId(String id) {
        return id.length() <= SHORT_LENGTH ? id : id.substring(0, SHORT_LENGTH);
    }
}
