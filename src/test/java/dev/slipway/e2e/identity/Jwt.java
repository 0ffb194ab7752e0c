package dev.slipway.e2e.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as somebody forges them (RFC 7515, RFC 8725). */
record Jwt(String header, String claims, String signature) {

    static Jwt of(String text) {
        String[] parts = text.split("\\.", -1);
        return new Jwt(decoded(parts[0]), decoded(parts[1]), parts[2]);
    }

    String text() {
        return content() + "." + signature;
    }

    /** The same claims with another text in place of one, and the old signature. */
    Jwt claiming(String old, String now) {
        if (!claims.contains(old)) {
            throw new AssertionError(old + " is not in " + claims);
        }
        return new Jwt(header, claims.replace(old, now), signature);
    }

    /** Says that it is not signed, and is not (RFC 8725, section 2.1). */
    Jwt unsigned(String algorithm) {
        return new Jwt("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", claims, "");
    }

    /** Signed with the public key as if that were a shared secret (RFC 8725, section 2.1). */
    Jwt confused(PublicKey key) {
        try {
            Jwt unsigned = new Jwt(header.replaceAll("\"alg\"\\s*:\\s*\"RS256\"", "\"alg\":\"HS256\""), claims, "");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            byte[] signature = mac.doFinal(unsigned.content().getBytes(StandardCharsets.US_ASCII));
            return new Jwt(unsigned.header, claims, base64(signature));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The key of two numbers of a JSON Web Key. */
    static PublicKey key(String modulus, String exponent) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(modulus), number(exponent)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private String content() {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
