package dev.slipway.identity;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's verified token says of somebody.
 *
 * @param issuer of the token
 * @param subject who, for ever
 * @param email null when the provider does not say that it has verified it
 * @param name as shown
 * @param groups as the configured claim lists them
 * @param session at the provider, null when it has none
 */
record ProviderClaims(
        String issuer,
        String subject,
        @Nullable String email,
        String name,
        Set<String> groups,
        @Nullable String session) {

    private static final int LONGEST_NAME = 100;

    /** Kinds of token, as Keycloak marks them, which say who somebody is but are no permission to act for them. */
    private static final Set<String> NOT_FOR_THE_API = Set.of("ID", "Logout", "Refresh", "Offline");

    static ProviderClaims of(JsonWebToken token, String groupsClaim) {
        String email = Boolean.parseBoolean(Objects.toString(token.getClaim("email_verified"), ""))
                ? text(token, "email").map(Account::normal).orElse(null)
                : null;
        String name =
                text(token, "name").or(() -> text(token, "preferred_username")).orElse("unnamed");
        return new ProviderClaims(
                token.getIssuer(),
                token.getSubject(),
                email,
                name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                texts(token.getClaim(groupsClaim)),
                text(token, "sid").orElse(null));
    }

    /** Whether a token may be sent as a bearer: an ID token or a logout token has the same issuer and audience. */
    static boolean isForTheApi(JsonWebToken token) {
        return token.getClaim("events") == null
                && text(token, "typ").filter(NOT_FOR_THE_API::contains).isEmpty();
    }

    static Optional<String> text(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        return switch (value) {
            case JsonString text -> Optional.of(text.getString());
            case String text -> Optional.of(text);
            case null, default -> Optional.empty();
        };
    }

    private static Set<String> texts(@Nullable Object value) {
        return switch (value) {
            case JsonArray array ->
                array.stream()
                        .filter(JsonString.class::isInstance)
                        .map(text -> ((JsonString) text).getString())
                        .collect(Collectors.toUnmodifiableSet());
            case Collection<?> list -> list.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
            case null, default -> Set.of();
        };
    }
}
