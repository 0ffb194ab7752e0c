package dev.slipway.host.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 as {@code sha256:…}. */
public final class Digests {
    private static final String PREFIX = "sha256:";
    private static final Pattern VALID = Pattern.compile("sha256:[0-9a-f]{64}");

    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String format(byte[] digest) {
        return PREFIX + HexFormat.of().formatHex(digest);
    }

    /** {@code sha256:…} of {@code bytes}. */
    public static String of(byte[] bytes) {
        return format(sha256().digest(bytes));
    }

    public static boolean isDigest(String text) {
        return VALID.matcher(text).matches();
    }

    /** The hexadecimal part. */
    public static String hex(String digest) {
        if (!isDigest(digest)) {
            throw dev.slipway.host.base.EngineException.invalid("'" + digest + "' is not a sha256 digest");
        }
        return digest.substring(PREFIX.length());
    }
}
