package dev.slipway.host.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** Gets a token for a repository from the server that a registry's challenge names (distribution-spec, token auth). */
final class TokenEndpoint {
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private final Transport transport;
    private final RegistryAddress address;

    TokenEndpoint(Transport transport, RegistryAddress address) {
        this.transport = transport;
        this.address = address;
    }

    /** @param scope {@code repository:library/debian:pull}, or "" to be known only */
    String get(Challenge challenge, Credentials credentials, String scope) throws IOException {
        URI realm = realm(challenge.parameter("realm"));
        HttpRequest request = credentials.identityToken().isEmpty()
                ? byBasic(realm, challenge.parameter("service"), scope, credentials)
                : byIdentity(realm, challenge.parameter("service"), scope, credentials);
        try (Transport.Answer answer = transport.send(request)) {
            if (!answer.successful()) {
                throw refused(answer.status());
            }
            JsonNode json = Json.mapper().readTree(answer.bytes(MAX_ANSWER_BYTES));
            String token = json.path("token").asText(json.path("access_token").asText(""));
            if (token.isEmpty()) {
                throw new IOException("the token server '" + realm.getHost() + "' answered without a token");
            }
            return token;
        }
    }

    private URI realm(String text) throws IOException {
        URI realm;
        try {
            realm = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the registry names no valid token server", e);
        }
        if (!address.mayLeadTo(realm)) {
            throw new IOException("the registry names the token server '" + text
                    + "', to which its credentials may not go: only HTTPS, and no private network from a public one");
        }
        return realm;
    }

    private static HttpRequest byBasic(URI realm, String service, String scope, Credentials credentials) {
        String query = "service=" + encoded(service) + (scope.isEmpty() ? "" : "&scope=" + encoded(scope));
        URI uri = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        HttpRequest.Builder request = Transport.request(uri);
        if (credentials.hasPassword()) {
            request.header("Authorization", credentials.basic());
        }
        return request.GET().build();
    }

    private static HttpRequest byIdentity(URI realm, String service, String scope, Credentials credentials) {
        String form = "grant_type=refresh_token&client_id=slipway&service=" + encoded(service)
                + (scope.isEmpty() ? "" : "&scope=" + encoded(scope)) + "&refresh_token="
                + encoded(credentials.identityToken());
        return Transport.request(realm)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static EngineException refused(int status) {
        boolean denied = status == 401 || status == 403 || status == 400;
        return denied
                ? new EngineException(ErrorKind.UNAUTHORIZED, "unauthorized: incorrect username or password")
                : new EngineException(ErrorKind.UNAVAILABLE, "the registry's token server answered " + status);
    }
}
