package dev.slipway.host.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Who pulls or pushes, as the client says in {@code X-Registry-Auth}; never written anywhere, never shown.
 *
 * @param identityToken refreshes tokens in place of a password
 * @param registryToken is sent as it is
 */
public record Credentials(String username, String password, String identityToken, String registryToken) {
    public static final Credentials NONE = new Credentials("", "", "", "");
    private static final int MAX_HEADER_CHARACTERS = 64 << 10;

    /** Reads the header's value: base64url of a JSON object; null and "" are nobody. */
    public static Credentials parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return NONE;
        }
        try {
            if (header.length() > MAX_HEADER_CHARACTERS) {
                throw new IllegalArgumentException("too long");
            }
            // Some clients use the other alphabet of base64.
            String urlSafe = header.replace('+', '-').replace('/', '_').replaceAll("=+$", "");
            JsonNode json = Json.mapper().readTree(Base64.getUrlDecoder().decode(urlSafe));
            return new Credentials(
                    json.path("username").asText(""),
                    json.path("password").asText(""),
                    json.path("identitytoken").asText(""),
                    json.path("registrytoken").asText(""));
        } catch (IllegalArgumentException | IOException e) {
            throw EngineException.invalid("the header X-Registry-Auth is not base64url of a JSON object");
        }
    }

    boolean hasPassword() {
        return !username.isEmpty();
    }

    String basic() {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return "Credentials[" + (this.equals(NONE) ? "none" : "hidden") + "]";
    }
}
