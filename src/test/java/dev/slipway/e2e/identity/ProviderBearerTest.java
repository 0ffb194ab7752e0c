package dev.slipway.e2e.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Keycloak;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bearer tokens of a real Keycloak at the API: the right ones pass with what their groups give, all others do not. */
@ExtendWith(OnPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderBearerTest {
    private static final String REALM = "slipway";

    /** Long enough to open a socket with on a busy machine, short enough to wait for. */
    private static final int SHORT = 12;

    private Platform platform;
    private Keycloak keycloak;

    @BeforeAll
    void withClients(Platform shared) {
        platform = shared;
        keycloak = shared.keycloak();
        keycloak.client(REALM, "programs", "slipway", 300);
        keycloak.client(REALM, "elsewhere", "another-service", 300);
        keycloak.client(REALM, "shortly", "slipway", SHORT);
    }

    @Test
    void aTokenActsAsItsPersonWithTheRolesOfTheirGroups() {
        // When
        Response owner = as(access("programs", "oscar")).get("/sessions/current");
        Response operator = as(access("programs", "olga")).get("/sessions/current");

        // Then
        owner.then().statusCode(200).body("user.email", equalTo("oscar@acme.example"));
        owner.then().body("teams.slug", hasItem("acme")).body("teams[0].role", equalTo("owner"));
        operator.then().statusCode(200).body("user.operator", equalTo(true)).body("teams.size()", equalTo(0));
    }

    @Test
    void theTeamOfAGroupIsClosedToEverybodyElse() {
        // Given
        Response owner = as(access("programs", "oscar")).get("/sessions/current");
        String team = owner.path("teams[0].id");

        // When
        int viewer =
                as(access("programs", "vera")).get("/teams/{id}/members", team).statusCode();
        int operator =
                as(access("programs", "olga")).get("/teams/{id}/members", team).statusCode();
        int invites = as(access("programs", "vera"))
                .body(Map.of("email", "x@acme.example", "role", "owner"))
                .post("/teams/{id}/invitations", team)
                .statusCode();

        // Then
        assertEquals("200 404 403", viewer + " " + operator + " " + invites);
    }

    @Test
    void tokensThatAreNotForUsOrNotOfTheProviderAreRefused() throws GeneralSecurityException {
        // Given
        Response tokens = keycloak.tokens(REALM, "programs", "vera");
        Jwt good = Jwt.of(tokens.path("access_token"));
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("for another audience", access("elsewhere", "vera"));
        refused.put("not signed", good.unsigned("none").text());
        refused.put("not signed, in other letters", good.unsigned("nOnE").text());
        refused.put(
                "signed with the public key as a secret",
                good.confused(publicKey()).text());
        refused.put(
                "of somebody else than signed", good.claiming("vera@", "olga@").text());
        refused.put(
                "with a longer life than signed",
                good.claiming("\"exp\":", "\"exp\":9").text());
        refused.put("without its signature", new Jwt(good.header(), good.claims(), "").text());
        refused.put("an identity token", tokens.path("id_token"));
        refused.put("a refresh token", tokens.path("refresh_token"));
        refused.putAll(ofAnotherRealm());

        // When
        List<String> passed = new ArrayList<>();
        refused.forEach((what, token) -> {
            int status = as(token).get("/sessions/current").statusCode();
            if (status != 401) {
                passed.add(what + ": " + status);
            }
        });

        // Then
        assertEquals(List.of(), passed);
        as(good.text()).get("/sessions/current").then().statusCode(200);
    }

    @Test
    void neitherARequestNorATicketNorAnOpenSocketOutlivesTheToken() throws Exception {
        // Given
        String owner = access("programs", "oscar");
        String app = app(owner);
        Listener listener = new Listener();
        try (HttpClient client = HttpClient.newHttpClient()) {
            // When
            String token = access("shortly", "oscar");
            Instant issued = Instant.now();
            open(client, app, ticket(token, app), listener);
            String later = ticket(token, app);
            as(token).get("/sessions/current").then().statusCode(200);

            // Then
            assertTrue(listener.closed.await(60, TimeUnit.SECONDS), "the socket is still open");
            assertTrue(
                    !Instant.now().isBefore(issued.plusSeconds(SHORT - 1L)),
                    "the socket closed before the token ended");
            as(token).get("/sessions/current").then().statusCode(401);
            CompletionException refused =
                    assertThrows(CompletionException.class, () -> open(client, app, later, new Listener()));
            assertEquals(
                    403,
                    ((WebSocketHandshakeException) refused.getCause())
                            .getResponse()
                            .statusCode());
        } finally {
            as(owner).delete("/apps/{id}", app).then().statusCode(202);
            Await.until(
                    "the app is gone",
                    Duration.ofMinutes(1),
                    () -> as(access("programs", "oscar")).get("/apps/{id}", app).statusCode(),
                    code -> code == 404);
        }
    }

    /** Signed by a key that the right realm publishes too, so that only its issuer is wrong; and one with a key of its own. */
    private Map<String, String> ofAnotherRealm() throws GeneralSecurityException {
        keycloak.addRealm("other");
        keycloak.client("other", "programs", "slipway", 300);
        keycloak.person("other", "vera", List.of());
        String ownKey = keycloak.tokens("other", "programs", "vera").path("access_token");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        keycloak.signWith("other", "shared", pem, 200);
        keycloak.signWith(REALM, "shared", pem, 1);
        String sharedKey = keycloak.tokens("other", "programs", "vera").path("access_token");
        List<String> published = given().get(keycloak.realm(REALM) + "/protocol/openid-connect/certs")
                .path("keys.kid");
        String header = Jwt.of(sharedKey).header();
        assertTrue(published.stream().anyMatch(header::contains), header + " is signed by none of " + published);
        return Map.of("of another issuer with its key", ownKey, "of another issuer with our key", sharedKey);
    }

    private PublicKey publicKey() {
        Response keys = given().get(keycloak.realm(REALM) + "/protocol/openid-connect/certs");
        String signing = "keys.find { it.use == 'sig' && it.alg == 'RS256' }";
        return Jwt.key(keys.path(signing + ".n"), keys.path(signing + ".e"));
    }

    private String app(String token) {
        String project = as(token).get("/sessions/current").path("projects[0].id");
        return as(token)
                .body(Map.of("repository", platform.git().publishFixture("no-dockerfile"), "name", "socket"))
                .post("/projects/{id}/apps", project)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String ticket(String token, String app) {
        return as(token)
                .body(Map.of("action", "logs"))
                .post("/apps/{id}/tickets", app)
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");
    }

    private void open(HttpClient client, String app, String ticket, Listener listener) {
        URI console = platform.console();
        client.newWebSocketBuilder()
                .header("Origin", console.toString())
                .subprotocols("slipway.v1", "ticket." + ticket)
                .buildAsync(
                        URI.create("ws://" + console.getAuthority() + "/api/v1/streams/apps/" + app + "/logs"),
                        listener)
                .join();
    }

    private String access(String client, String person) {
        return keycloak.tokens(REALM, client, person).path("access_token");
    }

    private RequestSpecification as(String token) {
        return given().baseUri(platform.console().toString())
                .basePath("/api/v1")
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON);
    }

    private static final class Listener implements WebSocket.Listener {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.countDown();
        }
    }
}
