package dev.slipway.host.build;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What decides a step's result: the image before it, the instruction as it is carried out, and what it reads. */
final class CacheKey {
    /** Part of every key: raised when the same instruction begins to make something else. */
    private static final String VERSION = "1";

    private final MessageDigest digest;

    CacheKey(String parentImageId, String instruction) {
        this.digest = sha256();
        add(VERSION).add(parentImageId).add(instruction);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds a part; its length goes first, so that parts cannot be cut differently. */
    CacheKey add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_16BE);
        digest.update(HexFormat.of().toHexDigits(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
        return this;
    }

    CacheKey add(List<String> parts) {
        add(Integer.toString(parts.size()));
        parts.forEach(this::add);
        return this;
    }

    String done() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
