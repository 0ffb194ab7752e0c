package dev.slipway.e2e.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Keycloak;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The console's sign-in at a real Keycloak: code flow with PKCE, groups that give roles, back-channel logout. */
@ExtendWith(OnPlatform.class)
class SingleSignOnTest {
    private Platform platform;
    private Keycloak keycloak;

    @BeforeEach
    void withKeycloak(Platform shared) {
        platform = shared;
        keycloak = shared.keycloak();
    }

    @Test
    void theCodeFlowEndsInASessionOfOurOwnAndNothingOfTheProviderStaysInTheBrowser() {
        try (CodeFlow browser = flow()) {
            // When
            Map<String, String> asked = CodeFlow.query(browser.begin());
            HttpResponse<String> end = browser.signIn("dora");

            // Then
            assertEquals("code S256", asked.get("response_type") + " " + asked.get("code_challenge_method"));
            assertEquals(43, asked.get("code_challenge").length(), "a SHA-256 in base64 without padding");
            assertEquals(platform.console() + "/sso/sign-in", asked.get("redirect_uri"));
            assertEquals(
                    "303 /", end.statusCode() + " " + CodeFlow.location(end).getPath());
            current(browser)
                    .then()
                    .statusCode(200)
                    .body("user.email", equalTo("dora@acme.example"))
                    .body("user.operator", equalTo(false))
                    .body("teams", hasSize(1))
                    .body("teams[0].slug", equalTo("acme"))
                    .body("teams[0].role", equalTo("deployer"));
            assertEquals(
                    List.of(),
                    browser.cookieNames().stream()
                            .filter(name -> name.startsWith("q_session"))
                            .toList());
        }
    }

    @Test
    void aCodeIsWorthNothingInAnotherBrowserAndNothingASecondTime() {
        try (CodeFlow victim = flow();
                CodeFlow thief = flow()) {
            // Given
            URI code = victim.code(victim.begin(), "dora");

            // When
            thief.redeem(code);
            victim.redeem(code);
            String session = victim.session();
            victim.redeem(code);

            // Then
            assertNull(thief.session());
            assertNotNull(session);
            assertEquals(session, victim.session(), "the second use of the code opened another session");
        }
    }

    @Test
    void theRealmSendsNobodyElsewhereAndGivesNoCodeWithoutAChallenge() {
        try (CodeFlow browser = flow()) {
            // Given
            String asked = browser.begin().toString();

            // When
            HttpResponse<String> elsewhere = browser.get(
                    URI.create(asked.replaceAll("redirect_uri=[^&]*", "redirect_uri=https%3A%2F%2Fevil.example")));
            HttpResponse<String> bare = browser.get(URI.create(asked.replaceAll("&code_challenge[^&]*", "")));

            // Then
            assertEquals(400, elsewhere.statusCode());
            assertTrue(
                    CodeFlow.location(bare).getQuery().contains("code_challenge_method"),
                    CodeFlow.location(bare).toString());
        }
    }

    @Test
    void rolesFollowTheGroupsAtEverySignIn() {
        // Given
        String moved = keycloak.person("slipway", "mona", List.of("/acme/viewers"));

        // When
        String first = role("mona");
        keycloak.move(moved, "/acme/viewers", "/acme/owners");
        String second = role("mona");
        keycloak.move(moved, "/acme/owners", "/operators");

        // Then
        assertEquals("viewer owner", first + " " + second);
        try (CodeFlow browser = flow()) {
            browser.signIn("mona");
            current(browser).then().body("teams", hasSize(0)).body("user.operator", equalTo(true));
        }
    }

    @Test
    void whoHasNoVerifiedAddressDoesNotGetIn() {
        // Given
        String person = keycloak.person("slipway", "ursula", List.of("/acme/owners"));
        keycloak.change(person, Map.of("email", "ada@example.com", "emailVerified", false));

        try (CodeFlow browser = flow()) {
            // When
            HttpResponse<String> end = browser.signIn("ursula");

            // Then
            assertEquals(403, end.statusCode());
            assertTrue(end.body().contains("no verified e-mail address"), end.body());
            assertNull(browser.session());
        }
    }

    @Test
    void signingOutAtTheProviderEndsTheSessionHere() {
        // Given
        String person = keycloak.person("slipway", "lara", List.of("/acme/viewers"));
        try (CodeFlow browser = flow()) {
            browser.signIn("lara");
            current(browser).then().statusCode(200);

            // When
            keycloak.logout(person);

            // Then
            Await.until(
                    "the session is gone",
                    Duration.ofSeconds(20),
                    () -> current(browser).statusCode(),
                    code -> code == 401);
        }
    }

    @Test
    void onlyALogoutTokenOfTheProviderEndsSessions() {
        // Given
        keycloak.client("slipway", "logout-forger", "slipway", 300);
        Response tokens = keycloak.tokens("slipway", "logout-forger", "vera");

        // When
        Response access = logout(tokens.path("access_token"));
        Response identity = logout(tokens.path("id_token"));
        Response nonsense = logout("e30.e30.");

        // Then
        for (Response answer : List.of(access, identity, nonsense)) {
            answer.then().statusCode(400).body("detail", containsString("no valid logout token"));
        }
    }

    private Response logout(String token) {
        return given().baseUri(platform.console().toString())
                .formParam("logout_token", token)
                .post("/sso/back-channel-logout");
    }

    private String role(String person) {
        try (CodeFlow browser = flow()) {
            browser.signIn(person);
            return current(browser).path("teams[0].role");
        }
    }

    private CodeFlow flow() {
        return new CodeFlow(platform.console(), keycloak);
    }

    private Response current(CodeFlow browser) {
        return given().baseUri(platform.console().toString())
                .cookie("slipway_session", browser.session())
                .get("/api/v1/sessions/current");
    }
}
