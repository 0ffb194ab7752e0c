package dev.slipway.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** User name and password of a header {@code Authorization: Basic} (RFC 7617): how git and docker present a token. */
public final class BasicCredentials {

    private static final String SCHEME = "Basic ";

    private BasicCredentials() {}

    /** The part after the first colon; empty when the header is of another scheme, "" when it is no base64 and so nobody's. */
    public static Optional<String> password(String authorization) {
        return authorization.startsWith(SCHEME)
                ? Optional.of(decoded(authorization.substring(SCHEME.length()).strip()))
                : Optional.empty();
    }

    private static String decoded(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
