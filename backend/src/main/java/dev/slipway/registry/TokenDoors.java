package dev.slipway.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * "Are you a registry, and am I in", and the token server (distribution project, "Token Authentication Specification" and
 * "OAuth2"). The password is an API token; people's own passwords are not taken, they would pass by a second factor.
 */
@ApplicationScoped
class TokenDoors implements Door.Set {

    private static final int MOST_FORM_BYTES = 64 * 1024;

    /** A client asks for the repository it works on and for those it mounts from. */
    private static final int MOST_SCOPES = 50;

    private final Gate gate;
    private final RegistryTokens tokens;
    private final ObjectMapper json;
    private final Clock clock;

    TokenDoors(Gate gate, RegistryTokens tokens, ObjectMapper json, Clock clock) {
        this.gate = gate;
        this.tokens = tokens;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<Door> doors() {
        return List.of(
                new Door(
                        "GET",
                        "/v2/",
                        Permission.SIGNED_IN,
                        call -> Answer.of(200, Answer.JSON, "{}".getBytes(StandardCharsets.UTF_8))),
                new Door("GET", "/v2/token", Permission.OPEN, this::get),
                new Door("POST", "/v2/token", Permission.OPEN, this::post));
    }

    private Answer get(Call call) throws IOException {
        Actor actor = gate.actor(call.header("Authorization").orElse(null)).orElseThrow(TokenDoors::unknown);
        return issue(actor, call.queries("scope"), false);
    }

    /** OAuth2: a password, or what an earlier answer gave as refresh token, which is the API token itself. */
    private Answer post(Call call) throws IOException {
        Map<String, String> form = form(new String(call.body(MOST_FORM_BYTES), StandardCharsets.UTF_8));
        String secret = switch (form.getOrDefault("grant_type", "")) {
            case "password" -> form.getOrDefault("password", "");
            case "refresh_token" -> form.getOrDefault("refresh_token", "");
            default ->
                throw new RegistryError(
                        Code.UNSUPPORTED, "grant_type is neither \"password\" nor \"refresh_token\"; take one of them");
        };
        Actor actor = gate.ofSecret(secret).orElseThrow(TokenDoors::unknown);
        return issue(actor, List.of(form.getOrDefault("scope", "")), true);
    }

    private Answer issue(Actor actor, List<String> scopes, boolean oauth) throws IOException {
        List<Actor.Grant> grants = scopes.stream()
                .flatMap(text -> Arrays.stream(text.split(" ", -1)))
                .filter(text -> !text.isEmpty())
                .limit(MOST_SCOPES)
                .flatMap(text -> grant(actor, text).stream())
                .toList();
        RegistryTokens.Issued issued = switch (actor) {
            case Actor.Person person ->
                tokens.issue(person.caller().credential().id(), grants);
            case Actor.Platform platform -> tokens.forPlatform(platform.team(), platform.grant());
        };
        ObjectNode body = json.createObjectNode();
        body.put("access_token", issued.text());
        body.put("expires_in", issued.seconds());
        body.put("issued_at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (oauth) {
            body.put("scope", String.join(" ", scopes));
        } else {
            body.put("token", issued.text());
        }
        return Answer.of(200, Answer.JSON, json.writeValueAsBytes(body));
    }

    /** {@code repository:<name>:pull,push}; whatever else is asked for is not given, as the specification wants it. */
    private List<Actor.Grant> grant(Actor actor, String scope) {
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        if (first == last || !scope.substring(0, first).equals("repository")) {
            return List.of();
        }
        String name = scope.substring(first + 1, last);
        if (!RepositoryName.isValid(name)) {
            return List.of();
        }
        List<String> wanted = new ArrayList<>(List.of(scope.substring(last + 1).split(",", -1)));
        Set<String> allowed = gate.allowed(actor, new RepositoryName(name), wanted);
        return allowed.isEmpty() ? List.of() : List.of(new Actor.Grant(name, allowed));
    }

    private static RegistryError unknown() {
        return new RegistryError(
                Code.UNAUTHORIZED,
                "the password is no API token that holds; make one in the console under your name, \"Tokens\"",
                Map.of("WWW-Authenticate", "Basic realm=\"Slipway: any user name, an API token as password\""));
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw new RegistryError(Code.UNSUPPORTED, "the form is not url-encoded");
        }
    }
}
