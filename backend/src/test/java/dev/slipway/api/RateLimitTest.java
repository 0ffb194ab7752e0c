package dev.slipway.api;

import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Every answer says how many requests are left, and the one too many says when to come again. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class RateLimitTest {

    @Inject
    People people;

    @Inject
    ApiConfig config;

    @Inject
    RateLimitFilter filter;

    @Test
    void everyAnswerSaysWhatIsLeftAlsoARefusal() {
        // Given
        Api api = new Api(people.owner().token());

        // When
        Response good = api.get("/apps");
        Response bad = api.get("/teams/none/projects");

        // Then
        good.then()
                .header("RateLimit-Policy", "\"requests\";q=" + config.requestsPerMinute() + ";w=60")
                .header("RateLimit", matchesPattern("\"requests\";r=\\d+;t=\\d+"));
        assertEquals(1, left(good) - left(bad));
    }

    @Test
    void theOneTooManyIsAProblemWithRetryAfter() {
        // Given
        Api api = new Api(people.owner().token());
        String credential = api.get("/tokens").path("items[0].id");
        while (!filter.budget().spend(credential).exceeded()) {
            // Until nothing is left.
        }

        // When
        Response last = api.get("/apps");

        // Then
        last.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9]\\d?"))
                .body("type", matchesPattern(".*/rate-limited"));
    }

    private static int left(Response response) {
        return Integer.parseInt(response.header("RateLimit").replaceAll(".*;r=(\\d+);.*", "$1"));
    }
}
