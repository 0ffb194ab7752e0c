package dev.slipway.api;

import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two who change the same settings: the second is told, and nothing of the first is lost. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SettingsTagTest {

    @Inject
    People people;

    private People.Person owner;
    private Api api;
    private String app;

    @BeforeEach
    void anApp() {
        owner = people.owner();
        api = new Api(owner.token());
        app = "/apps/" + api.app(owner.projectId(), Map.of("repository", "https://example.org/team/app.git"));
    }

    @Test
    void theSecondOfTwoChangesOfAnAppIsRefused() {
        changesOnce(app, "PATCH", Map.of("memory", "300m"), Map.of("memory", "400m"));
        assertEquals(300 << 20, (int) api.get(app).path("memory"));
    }

    @Test
    void theSecondOfTwoChangesOfAProjectIsRefused() {
        changesOnce("/projects/" + owner.projectId(), "PATCH", Map.of("name", "one"), Map.of("name", "two"));
        assertEquals("one", api.get("/projects/" + owner.projectId()).path("name"));
    }

    @Test
    void theSecondOfTwoChangesOfVariablesIsRefused() {
        changesOnce(app + "/environment", "PUT", variables("1"), variables("2"));
        assertEquals("1", api.get(app + "/environment").path("variables[0].value"));
    }

    @Test
    void withoutTheHeaderOrWithAStarAnybodyChanges() {
        // When
        int plain = api.patch(app, Map.of("instances", 2)).statusCode();
        int star = change(app, "PATCH", "*", Map.of("instances", 3)).statusCode();
        int several = change(app, "PATCH", "\"none\", " + api.get(app).header("ETag"), Map.of("instances", 4))
                .statusCode();
        int weak = change(app, "PATCH", "W/" + api.get(app).header("ETag"), Map.of("instances", 5))
                .statusCode();

        // Then
        assertEquals("200 200 200 412", plain + " " + star + " " + several + " " + weak);
    }

    private void changesOnce(String path, String verb, Object first, Object second) {
        // Given
        String seen = api.get(path).header("ETag");

        // When
        Response one = change(path, verb, seen, first);
        Response two = change(path, verb, seen, second);

        // Then
        assertEquals(200, one.statusCode(), one.asString());
        assertNotEquals(seen, one.header("ETag"));
        two.then()
                .statusCode(412)
                .contentType("application/problem+json")
                .body("type", endsWith("/precondition-failed"));
        assertEquals(one.header("ETag"), api.get(path).header("ETag"));
    }

    private Response change(String path, String verb, String tag, Object body) {
        return api.request().header("If-Match", tag).body(body).request(verb, "/api/v1" + path);
    }

    private static Map<String, Object> variables(String value) {
        return Map.of("variables", List.of(Map.of("name", "A", "value", value, "secret", false)));
    }
}
