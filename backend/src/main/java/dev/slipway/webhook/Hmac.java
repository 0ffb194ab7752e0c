package dev.slipway.webhook;

import dev.slipway.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, RFC 2104. */
final class Hmac {

    private static final String ALGORITHM = "HmacSHA256";

    private Hmac() {}

    static String hex(Secret secret, byte[] message) {
        return HexFormat.of().formatHex(of(secret.reveal().getBytes(StandardCharsets.UTF_8), message));
    }

    static String base64(byte[] key, String message) {
        return Base64.getEncoder().encodeToString(of(key, message.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] of(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
