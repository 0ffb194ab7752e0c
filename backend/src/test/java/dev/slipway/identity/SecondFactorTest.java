package dev.slipway.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes besides the password: switched on, asked for, taken once, recovered, removed. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SecondFactorTest {

    private static final Map<String, String> PASSWORD = Map.of("password", People.PASSWORD);

    @Inject
    People people;

    @Inject
    EntityManager database;

    private People.Person person;
    private Api api;
    private String secret;
    private List<String> recovery;

    @BeforeEach
    void switchedOn() {
        person = people.owner();
        api = new Api(person.token());
        secret = api.post("/account/second-factor", PASSWORD).path("secret");
        recovery = api.post("/account/second-factor/confirmation", Map.of("code", code(0)))
                .then()
                .statusCode(200)
                .extract()
                .path("codes");
    }

    @Test
    void thePasswordAloneNoLongerOpensTheAccountAndTheAnswerSaysWhatIsMissing() {
        // When
        Response alone = signIn(People.PASSWORD, null);
        Response both = signIn(People.PASSWORD, code(1));

        // Then
        alone.then().statusCode(401).body("type", endsWith("/second-factor"));
        both.then().statusCode(201).body("user.email", equalTo(person.email()));
    }

    @Test
    void aWrongPasswordDoesNotTellWhetherThereIsASecondFactor() {
        // When
        Response wrong = signIn("not the password", null);
        Response wrongWithCode = signIn("not the password", code(1));
        Response unknown = given().contentType(ContentType.JSON)
                .body(Map.of("email", "nobody@example.org", "password", "not the password"))
                .post("/api/v1/sessions");

        // Then
        assertEquals(unknown.asString(), wrong.asString());
        assertEquals(unknown.asString(), wrongWithCode.asString());
    }

    @Test
    void aCodeOpensOnceAndNoEarlierOneAfterIt() {
        // Given
        signIn(People.PASSWORD, code(1)).then().statusCode(201);

        // When
        Response again = signIn(People.PASSWORD, code(1));
        Response earlier = signIn(People.PASSWORD, code(0));

        // Then
        again.then().statusCode(401).body("detail", containsString("used already"));
        earlier.then().statusCode(401);
    }

    @Test
    void aRecoveryCodeOpensOnceHoweverItIsTyped() {
        // Given
        String typed = recovery.getFirst().toUpperCase(Locale.ROOT).replace("-", " ");

        // When
        int first = signIn(People.PASSWORD, typed).statusCode();
        int second = signIn(People.PASSWORD, recovery.getFirst()).statusCode();

        // Then
        assertEquals("10 201 401", recovery.size() + " " + first + " " + second);
        api.get("/account").then().body("secondFactor", equalTo(true)).body("recoveryCodesLeft", equalTo(9));
    }

    @Test
    void aWrongCodeIsInTheAuditAsRefusedAndNotAsDone() {
        // Given
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("operator = true where id = ?1", person.accountId()));

        // When
        signIn(People.PASSWORD, "000000");
        List<Integer> seen = api.get("/audit?search=" + person.email())
                .then()
                .statusCode(200)
                .extract()
                .path("items.findAll { it.action == 'session.open' }.status");

        // Then
        assertEquals(List.of(401), seen);
    }

    @Test
    void aNewSetOfRecoveryCodesVoidsTheOldOne() {
        // When
        List<String> renewed = api.post("/account/second-factor/recovery-codes", PASSWORD)
                .then()
                .statusCode(200)
                .extract()
                .path("codes");

        // Then
        signIn(People.PASSWORD, recovery.getLast()).then().statusCode(401);
        signIn(People.PASSWORD, renewed.getLast()).then().statusCode(201);
    }

    @Test
    void guessingCodesIsLimitedLikeGuessingPasswords() {
        // Given
        for (int guess = 0; guess < 5; guess++) {
            signIn(People.PASSWORD, "00000" + guess);
        }

        // When
        Response right = signIn(People.PASSWORD, recovery.getFirst());

        // Then
        right.then().statusCode(429);
    }

    @Test
    void afterTwentyWrongCodesInARowOnlyARecoveryCodeCountsAndItEndsTheCount() {
        // Given
        failures(20);

        // When
        int code = signIn(People.PASSWORD, code(1)).statusCode();
        int recovered = signIn(People.PASSWORD, recovery.getFirst()).statusCode();
        int codeAgain = signIn(People.PASSWORD, code(1)).statusCode();

        // Then
        assertEquals("401 201 201", code + " " + recovered + " " + codeAgain);
    }

    @Test
    void changingItAsksForThePassword() {
        // Given
        Map<String, String> wrong = Map.of("password", "not the password");

        // When
        int removed = api.post("/account/second-factor/removal", wrong).statusCode();
        int renewed = api.post("/account/second-factor/recovery-codes", wrong).statusCode();
        int changed = api.put("/account/password", Map.of("current", "nope", "password", "another long one"))
                .statusCode();

        // Then
        assertEquals("403 403 403", removed + " " + renewed + " " + changed);
        api.post("/account/second-factor/removal", PASSWORD).then().statusCode(204);
        signIn(People.PASSWORD, null).then().statusCode(201);
    }

    @Test
    void anOfferCountsOnlyOnceItWasConfirmedAndNeverReplacesTheOneInForce() {
        // Given
        People.Person other = people.owner();
        Api others = new Api(other.token());

        // When
        others.post("/account/second-factor", PASSWORD).then().statusCode(201);
        Response guessed = others.post("/account/second-factor/confirmation", Map.of("code", "123"));
        Response second = api.post("/account/second-factor", PASSWORD);

        // Then
        guessed.then().statusCode(400);
        second.then().statusCode(409);
        signIn(other.email(), People.PASSWORD, null).then().statusCode(201);
    }

    @Test
    void theDatabaseHoldsNeitherTheSecretNorARecoveryCode() {
        // When
        byte[] sealed = (byte[]) QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery("select totp_sealed from account where id = ?1", byte[].class)
                        .setParameter(1, person.accountId())
                        .getSingleResult());
        List<?> codes = QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "select code_hash from recovery_code where account_id = ?1", byte[].class)
                        .setParameter(1, person.accountId())
                        .getResultList());

        // Then
        assertFalse(latin(sealed).contains(secret));
        assertEquals(10, codes.size());
        codes.forEach(code -> assertEquals(32, ((byte[]) code).length));
    }

    private void failures(int count) {
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("totpFailures = ?1 where id = ?2", count, person.accountId()));
    }

    /** Of a step from now; the one after is taken too, so a pause does not make it wrong. */
    private String code(int stepsAway) {
        return Totp.code(secret, Instant.now().getEpochSecond() / 30 + stepsAway);
    }

    private Response signIn(String password, @Nullable String code) {
        return signIn(person.email(), password, code);
    }

    private static Response signIn(String email, String password, @Nullable String code) {
        Map<String, Object> body = new HashMap<>(Map.of("email", email, "password", password));
        if (code != null) {
            body.put("code", code);
        }
        return given().contentType(ContentType.JSON).body(body).post("/api/v1/sessions");
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
