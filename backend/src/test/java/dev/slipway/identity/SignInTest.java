package dev.slipway.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signing in, staying signed in, and who may change something by cookie. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SignInTest {

    @Inject
    People people;

    @Test
    void theRightPasswordOpensASessionWhoseCookieScriptsCannotRead() {
        // Given
        People.Person person = people.owner();

        // When
        Response answer = signIn(person.email(), People.PASSWORD);

        // Then
        answer.then()
                .statusCode(201)
                .body("user.email", equalTo(person.email()))
                .body("teams[0].role", equalTo("owner"))
                .body("projects[0].name", equalTo("shop"));
        assertFalse(answer.asString().contains("password"));
        String cookie = answer.header("Set-Cookie");
        assertEquals(
                true, cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"));
    }

    @Test
    void aWrongPasswordAndAnUnknownAccountGetTheSameAnswer() {
        // Given
        People.Person person = people.owner();

        // When
        Response wrong = signIn(person.email(), "not the password");
        Response unknown = signIn("nobody@example.org", "not the password");

        // Then
        wrong.then().statusCode(401).contentType(containsString("application/problem+json"));
        unknown.then().statusCode(401);
        assertEquals(unknown.asString(), wrong.asString());
    }

    @Test
    void guessingIsLimitedWhateverForwardingHeadersSay() {
        // Given
        People.Person person = people.owner();
        for (int guess = 0; guess < 5; guess++) {
            signIn(person.email(), "guess number " + guess);
        }

        // When
        Response sixth = given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", "203.0.113.7")
                .header("Forwarded", "for=203.0.113.7")
                .body(Map.of("email", person.email(), "password", People.PASSWORD))
                .post("/api/v1/sessions");

        // Then
        sixth.then().statusCode(429).body("detail", startsWith("too many failed attempts"));
    }

    @Test
    void aChangeByCookieMustComeFromTheConsole() {
        // Given
        People.Person person = people.owner();
        String cookie = signIn(person.email(), People.PASSWORD).cookie("slipway_session");

        // When
        int bare = change(cookie).statusCode();
        int foreign = change(given().cookie("slipway_session", cookie).header("Origin", "https://evil.example"));
        int nothing = change(given().cookie("slipway_session", cookie).header("Origin", "null"));
        int sibling = change(given().cookie("slipway_session", cookie).header("Origin", "http://app.console.test"));
        int ours = change(given().cookie("slipway_session", cookie).header("Origin", Surroundings.ORIGIN));
        int client = change(given().cookie("slipway_session", cookie).header("X-Slipway-Client", "test"));

        // Then
        assertEquals(
                "403 403 403 403 201 201",
                bare + " " + foreign + " " + nothing + " " + sibling + " " + ours + " " + client);
    }

    @Test
    void aSignedOutSessionOpensNothing() {
        // Given
        People.Person person = people.owner();
        String cookie = signIn(person.email(), People.PASSWORD).cookie("slipway_session");

        // When
        given().cookie("slipway_session", cookie)
                .header("Origin", Surroundings.ORIGIN)
                .delete("/api/v1/sessions/current")
                .then()
                .statusCode(204);

        // Then
        given().cookie("slipway_session", cookie)
                .get("/api/v1/sessions/current")
                .then()
                .statusCode(401);
    }

    @Test
    void aTokenIsShownOnceAndWorksUntilItIsRevoked() {
        // Given
        Api api = new Api(people.owner().token());
        Response issued = api.post("/tokens", Map.of("name", "ci"));
        Api program = new Api(issued.path("token"));

        // When
        int before = program.get("/apps").statusCode();
        String list = api.get("/tokens").asString();
        api.delete("/tokens/" + issued.path("id")).then().statusCode(204);

        // Then
        assertEquals(200, before);
        assertFalse(list.contains(issued.<String>path("token")));
        assertEquals(401, program.get("/apps").statusCode());
    }

    @Test
    void somebodyElsesTokenCannotBeRevoked() {
        // Given
        Response issued = new Api(people.owner().token()).post("/tokens", Map.of("name", "mine"));

        // When
        Response answer = new Api(people.owner().token()).delete("/tokens/" + issued.path("id"));

        // Then
        answer.then().statusCode(404);
    }

    private static Response signIn(String email, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("email", email, "password", password))
                .post("/api/v1/sessions");
    }

    private static Response change(String cookie) {
        return given().cookie("slipway_session", cookie)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "x"))
                .post("/api/v1/tokens");
    }

    private static int change(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(Map.of("name", "x"))
                .post("/api/v1/tokens")
                .statusCode();
    }

    @Test
    void aSessionIsListedAndEndedFromAnotherOne() {
        // Given
        People.Person person = people.owner();
        String lost = signIn(person.email(), People.PASSWORD).cookie("slipway_session");
        Response mine = given().cookie("slipway_session", lost).get("/api/v1/sessions");
        String id = mine.path("items.find { it.current }.id");

        // When
        new Api(person.token()).delete("/sessions/" + id).then().statusCode(204);

        // Then
        mine.then().body("items[0].address", equalTo("127.0.0.1"));
        given().cookie("slipway_session", lost)
                .get("/api/v1/sessions/current")
                .then()
                .statusCode(401);
    }
}
