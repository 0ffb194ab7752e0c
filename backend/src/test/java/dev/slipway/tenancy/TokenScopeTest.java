package dev.slipway.tenancy;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.identity.ApiToken;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens reach as far as they say and end when they say. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class TokenScopeTest {

    @Inject
    People people;

    @Inject
    Clock clock;

    private People.Person owner;
    private Api api;

    @BeforeEach
    void somebodyWithTwoTeams() {
        owner = people.owner();
        api = new Api(owner.token());
    }

    @Test
    void aTokenOfOneTeamIsWorthNothingInAnother() {
        // Given
        UUID other = people.teamOf(owner);
        Api scoped = new Api(issue(Map.of("teamId", owner.teamId())).path("token"));

        // When
        Response own = scoped.get("/teams/" + owner.teamId() + "/projects");
        Response foreign = scoped.get("/teams/" + other + "/projects");
        Response unknown = scoped.get("/teams/" + UUID.randomUUID() + "/projects");

        // Then
        assertEquals("200 404 404", own.statusCode() + " " + foreign.statusCode() + " " + unknown.statusCode());
        assertEquals(unknown.asString(), foreign.asString());
        scoped.get("/sessions/current").then().body("teams", hasSize(1));
    }

    @Test
    void aTokenOfOneProjectDoesNotReachTheNext() {
        // Given
        String second = api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "second"))
                .path("id");
        Api scoped = new Api(issue(Map.of("teamId", owner.teamId(), "projectId", owner.projectId()))
                .path("token"));

        // When
        int own = scoped.get("/projects/" + owner.projectId()).statusCode();
        int next = scoped.get("/projects/" + second).statusCode();
        int team = scoped.get("/teams/" + owner.teamId() + "/projects").statusCode();

        // Then
        assertEquals("200 404 404", own + " " + next + " " + team);
        scoped.get("/sessions/current").then().body("projects", hasSize(1));
    }

    @Test
    void aTokenDoesOnlyWhatItWasMadeForAndNeverMakesAnother() {
        // Given
        Api reader =
                new Api(issue(Map.of("permissions", List.of("project-read"))).path("token"));

        // When
        Response create = reader.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "x"));
        Response another = reader.post("/tokens", Map.of("name", "x"));

        // Then
        create.then().statusCode(403).body("detail", startsWith("this token does not include \"project-create\""));
        another.then().statusCode(403);
        reader.get("/projects/" + owner.projectId()).then().statusCode(200);
    }

    @Test
    void anExpiredTokenOpensNothing() {
        // Given
        Response issued = issue(Map.of("days", 1));
        UUID id = UUID.fromString(issued.path("id"));
        Api program = new Api(issued.path("token"));
        int before = program.get("/apps").statusCode();

        // When
        QuarkusTransaction.requiringNew()
                .run(() -> ApiToken.update("expiresAt = ?1 where id = ?2", clock.instant(), id));

        // Then
        assertEquals(200, before);
        program.get("/apps").then().statusCode(401);
    }

    @Test
    void theListTellsScopeEndAndLastUse() {
        // Given
        Response issued = issue(Map.of("teamId", owner.teamId(), "permissions", List.of("app-read")));

        // When
        new Api(issued.path("token")).get("/apps");

        // Then
        String row = "items.find { it.id == '" + issued.path("id") + "' }";
        api.get("/tokens")
                .then()
                .body(row + ".permissions", equalTo(List.of("app-read")))
                .body(row + ".expiresAt", notNullValue())
                .body(row + ".lastUsedAt", notNullValue());
    }

    @Test
    void aTokenCannotBeMadeForAForeignTeamOrAMadeUpPermission() {
        // Given
        People.Person stranger = people.owner();

        // When
        Response foreign = issue(Map.of("teamId", stranger.teamId()));
        Response project = issue(Map.of("teamId", owner.teamId(), "projectId", stranger.projectId()));
        Response word = issue(Map.of("permissions", List.of("open")));

        // Then
        assertEquals("400 400 400", foreign.statusCode() + " " + project.statusCode() + " " + word.statusCode());
    }

    @Test
    void aServiceAccountActsWithItsRoleAndEndsWithItsDeletion() {
        // Given
        String path = "/teams/" + owner.teamId() + "/service-accounts";
        String id =
                api.post(path, Map.of("name", "pipeline", "role", "deployer")).path("id");
        Api pipeline = new Api(
                api.post(path + "/" + id + "/tokens", Map.of("name", "ci")).path("token"));
        int reads = pipeline.get("/projects/" + owner.projectId() + "/apps").statusCode();
        int adds = pipeline.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "x"))
                .statusCode();

        // When
        api.delete(path + "/" + id).then().statusCode(204);

        // Then
        assertEquals("200 403", reads + " " + adds);
        pipeline.get("/apps").then().statusCode(401);
    }

    private Response issue(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("name", "test");
        return api.post("/tokens", body);
    }
}
