package dev.slipway.e2e.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Keycloak;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The identity provider does not answer: whoever is in stays in, local accounts get in, and nobody is sent into the void. */
@ExtendWith(OnPlatform.class)
class ProviderAwayTest {
    private Platform platform;
    private Keycloak keycloak;

    @BeforeEach
    void withKeycloak(Platform shared) {
        platform = shared;
        keycloak = shared.keycloak();
    }

    @AfterEach
    void comeBack() {
        keycloak.front().comeBack();
    }

    @Test
    void theConsoleLocalAccountsAndOpenSessionsGoOnAndSigningInThereSaysSo() {
        keycloak.person("slipway", "petra", List.of("/acme/viewers"));
        keycloak.client("slipway", "away", "slipway", 300);
        String bearer = keycloak.tokens("slipway", "away", "petra").path("access_token");
        try (CodeFlow browser = new CodeFlow(platform.console(), keycloak)) {
            // Given
            browser.signIn("petra");
            current(browser).then().statusCode(200);

            // When
            keycloak.front().goAway();

            // Then
            current(browser).then().statusCode(200).body("user.email", equalTo("petra@acme.example"));
            request().get("/").then().statusCode(200);
            request().get("/api/v1/setup").then().statusCode(200).body("singleSignOn", equalTo("Keycloak"));
            signInLocally().then().statusCode(201);
            request()
                    .header("Authorization", "Bearer " + bearer)
                    .get("/api/v1/sessions/current")
                    .then()
                    .statusCode(200);
            // An answer of a moment ago still counts.
            Await.until(
                            "signing in there is refused",
                            Duration.ofSeconds(30),
                            this::signInThere,
                            answer -> answer.statusCode() == 503)
                    .then()
                    .contentType("text/html")
                    .header("Retry-After", equalTo("10"))
                    .body(containsString("Keycloak does not answer"))
                    .body(containsString("Sign in with a local account"));
        }
    }

    @Test
    void aControlPlaneThatStartsMeanwhileServesAndTakesTheProviderWhenItIsBack() {
        // Given
        keycloak.front().goAway();

        // When
        platform.kill9("control");
        platform.up();

        // Then
        signInLocally().then().statusCode(201);
        assertEquals(503, signInThere().statusCode());

        // When
        keycloak.front().comeBack();

        // Then
        Await.until(
                "people are sent to the provider again",
                Duration.ofMinutes(1),
                () -> signInThere().statusCode(),
                code -> code == 302);
        try (CodeFlow browser = new CodeFlow(platform.console(), keycloak)) {
            browser.signIn("vera");
            assertNotNull(browser.session());
        }
    }

    private Response signInLocally() {
        return request()
                .contentType(ContentType.JSON)
                .header("Origin", platform.console().toString())
                .body(Map.of("email", Portal.EMAIL, "password", Portal.PASSWORD))
                .post("/api/v1/sessions");
    }

    private Response signInThere() {
        return request().redirects().follow(false).get("/sso/sign-in");
    }

    private Response current(CodeFlow browser) {
        return request().cookie("slipway_session", browser.session()).get("/api/v1/sessions/current");
    }

    private RequestSpecification request() {
        return given().baseUri(platform.console().toString());
    }
}
