package dev.slipway.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens of short life. One names the credential it was made with, not what its owner may do: that is asked anew at
 * each door, so a revoked token or a lower role holds at once.
 */
@ApplicationScoped
class RegistryTokens {

    /** Lets scanners for leaked secrets recognize ours. */
    static final String PREFIX = "slr_";

    private static final String HMAC = "HmacSHA256";

    private final ObjectMapper json;
    private final Vault vault;
    private final RegistryConfig config;
    private final Clock clock;
    private volatile byte @Nullable [] key;

    RegistryTokens(ObjectMapper json, Vault vault, RegistryConfig config, Clock clock) {
        this.json = json;
        this.vault = vault;
        this.config = config;
        this.clock = clock;
    }

    /** What is signed; exactly one of {@code credential} and {@code team} is there. */
    record Content(
            @JsonProperty("c") @Nullable UUID credential,
            @JsonProperty("t") @Nullable UUID team,
            @JsonProperty("g") List<Actor.Grant> grants,
            @JsonProperty("e") long end) {}

    /**
     * A new token.
     *
     * @param text to send
     * @param seconds it holds
     */
    record Issued(String text, long seconds) {}

    /** For the owner of an API token, which {@code credential} names. */
    Issued issue(UUID credential, List<Actor.Grant> grants) {
        return sign(new Content(credential, null, grants, end().getEpochSecond()));
    }

    /** For the platform's own work on a repository of a team. */
    Issued forPlatform(UUID team, Actor.Grant grant) {
        return sign(new Content(null, team, List.of(grant), end().getEpochSecond()));
    }

    /** What a token says; empty when it is none of ours or has ended. */
    Optional<Content> open(String text) {
        int dot = text.indexOf('.');
        if (!text.startsWith(PREFIX) || dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(text.substring(PREFIX.length(), dot));
            byte[] seal = Base64.getUrlDecoder().decode(text.substring(dot + 1));
            if (!MessageDigest.isEqual(seal, seal(content))) {
                return Optional.empty();
            }
            return Optional.of(json.readValue(content, Content.class))
                    .filter(found -> found.end > clock.instant().getEpochSecond());
        } catch (IllegalArgumentException | IOException notOurs) {
            return Optional.empty();
        }
    }

    private Instant end() {
        return clock.instant().plus(config.tokenFor());
    }

    private Issued sign(Content content) {
        try {
            byte[] bytes = json.writeValueAsString(content).getBytes(StandardCharsets.UTF_8);
            Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
            String text = PREFIX + encoder.encodeToString(bytes) + "." + encoder.encodeToString(seal(bytes));
            return new Issued(text, config.tokenFor().toSeconds());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a token as JSON", impossible);
        }
    }

    /** Read once: every request needs it. */
    private byte[] key() {
        byte[] known = key;
        if (known == null) {
            known = vault.keep("registry tokens", Vault::fresh);
            key = known;
        }
        return known;
    }

    private byte[] seal(byte[] content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key(), HMAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + HMAC, impossible);
        }
    }
}
