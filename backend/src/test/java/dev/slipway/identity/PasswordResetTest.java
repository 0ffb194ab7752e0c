package dev.slipway.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do with accounts: a new password by a link, once, and nothing inside teams. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PasswordResetTest {

    private static final String NEW = "another long password";

    @Inject
    People people;

    private People.Person person;
    private Api operator;

    @BeforeEach
    void anOperator() {
        person = people.owner();
        People.Person runs = people.owner();
        makeOperator(runs, true);
        operator = new Api(runs.token());
    }

    @Test
    void aLinkSetsANewPasswordOnceAndEndsEverySession() {
        // Given
        String cookie = signIn(People.PASSWORD).cookie("slipway_session");
        String token = token(reset());

        // When
        given().contentType(ContentType.JSON)
                .body(Map.of("token", token))
                .post("/api/v1/password-resets/preview")
                .then()
                .statusCode(200)
                .body("email", equalTo(person.email()));
        int first = redeem(token).statusCode();
        int second = redeem(token).statusCode();

        // Then
        assertEquals("204 404", first + " " + second);
        assertEquals(
                "401 201",
                signIn(People.PASSWORD).statusCode() + " " + signIn(NEW).statusCode());
        given().cookie("slipway_session", cookie)
                .get("/api/v1/sessions/current")
                .then()
                .statusCode(401);
    }

    @Test
    void aNewerLinkVoidsTheOlderAndAnHourVoidsBoth() {
        // Given
        String older = token(reset());
        String newer = token(reset());

        // When
        int replaced = redeem(older).statusCode();
        QuarkusTransaction.requiringNew()
                .run(() -> PasswordReset.update(
                        "expiresAt = ?1 where account.id = ?2", Instant.now().minusSeconds(1), person.accountId()));
        int late = redeem(newer).statusCode();

        // Then
        assertEquals("404 404", replaced + " " + late);
        signIn(People.PASSWORD).then().statusCode(201);
    }

    @Test
    void theSecondFactorIsStillAskedForAfterwardsUntilAnOperatorRemovesIt() {
        // Given
        Api own = new Api(person.token());
        String secret = own.post("/account/second-factor", Map.of("password", People.PASSWORD))
                .path("secret");
        long step = Instant.now().getEpochSecond() / 30;
        own.post("/account/second-factor/confirmation", Map.of("code", Totp.code(secret, step)))
                .then()
                .statusCode(200);
        redeem(token(reset())).then().statusCode(204);

        // When
        int before = signIn(NEW).statusCode();
        operator.delete("/accounts/" + person.accountId() + "/second-factor")
                .then()
                .statusCode(204);
        int after = signIn(NEW).statusCode();

        // Then
        assertEquals("401 201", before + " " + after);
    }

    @Test
    void onlyOperatorsSeeAndResetAccountsAndSeeNothingOfTeams() {
        // Given
        Api owner = new Api(person.token());
        String path = "/accounts/" + person.accountId();

        // When
        int list = owner.get("/accounts").statusCode();
        int reset = owner.post(path + "/password-resets", Map.of()).statusCode();
        int grant = owner.patch(path, Map.of("operator", true)).statusCode();
        int team = operator.get("/teams/" + person.teamId() + "/members").statusCode();

        // Then
        assertEquals("403 403 403 404", list + " " + reset + " " + grant + " " + team);
        operator.get("/accounts?search=" + person.email()).then().body("items", hasSize(1));
    }

    @Test
    void accountsAreSearchedByTextAndNotByPatterns() {
        operator.get("/accounts?search=%25").then().statusCode(200).body("items", hasSize(0));
        operator.get("/accounts?search=_").then().body("items", hasSize(0));
        operator.get("/accounts?search=PERSON").then().body("items.size() > 1", equalTo(true));
    }

    @Test
    void programsHaveNoPasswordToReset() {
        // Given
        String program = new Api(person.token())
                .post("/teams/" + person.teamId() + "/service-accounts", Map.of("name", "ci", "role", "deployer"))
                .path("id");

        // When
        Response answer = operator.post("/accounts/" + program + "/password-resets", Map.of());

        // Then
        answer.then().statusCode(404);
    }

    @Test
    void whoChangesTheirPasswordStaysSignedInAndEverybodyElseDoesNot() {
        // Given
        String here = signIn(People.PASSWORD).cookie("slipway_session");
        String there = signIn(People.PASSWORD).cookie("slipway_session");

        // When
        given().cookie("slipway_session", here)
                .header("Origin", Surroundings.ORIGIN)
                .contentType(ContentType.JSON)
                .body(Map.of("current", People.PASSWORD, "password", NEW))
                .put("/api/v1/account/password")
                .then()
                .statusCode(204);

        // Then
        assertEquals("200 401", current(here) + " " + current(there));
        signIn(NEW).then().statusCode(201);
    }

    @Test
    void theLastOperatorStaysOne() {
        // Given
        QuarkusTransaction.requiringNew().run(() -> Account.update("operator = false"));
        makeOperator(person, true);
        Api last = new Api(person.token());
        People.Person other = people.owner();

        // When
        Response alone = last.patch("/accounts/" + person.accountId(), Map.of("operator", false));
        last.patch("/accounts/" + other.accountId(), Map.of("operator", true))
                .then()
                .statusCode(200)
                .body("operator", equalTo(true));
        Response inCompany = last.patch("/accounts/" + person.accountId(), Map.of("operator", false));

        // Then
        alone.then().statusCode(409).body("detail", containsString("last operator"));
        inCompany.then().statusCode(200);
        last.get("/accounts").then().statusCode(403);
    }

    private Response reset() {
        Response issued = operator.post("/accounts/" + person.accountId() + "/password-resets", Map.of());
        issued.then().statusCode(201);
        return issued;
    }

    private static String token(Response issued) {
        String url = issued.path("url");
        assertTrue(url.startsWith(Surroundings.ORIGIN + "/password-reset?token="), url);
        return url.substring(url.indexOf('=') + 1);
    }

    private static Response redeem(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token, "password", NEW))
                .post("/api/v1/password-resets/redemption");
    }

    private Response signIn(String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("email", person.email(), "password", password))
                .post("/api/v1/sessions");
    }

    private static int current(String cookie) {
        return given().cookie("slipway_session", cookie)
                .get("/api/v1/sessions/current")
                .statusCode();
    }

    private static void makeOperator(People.Person who, boolean operator) {
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("operator = ?1 where id = ?2", operator, who.accountId()));
    }
}
