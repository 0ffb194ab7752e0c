package dev.slipway.tenancy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every door of the API against everybody who may not pass: found by reflection, so that a new door is in it at once. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DoorMatrixTest {

    @Inject
    BeanManager beans;

    @Inject
    People people;

    @Inject
    Policy policy;

    private People.Person owner;
    private Map<String, String> ids;

    private record Door(String method, String path, Permission permission) {

        @Override
        public String toString() {
            return method + " " + path + " (" + permission + ")";
        }
    }

    @BeforeEach
    void anAppWithEverything() {
        owner = people.owner();
        Api api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("matrix", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            String app = api.app(owner.projectId(), Map.of("repository", url));
            Response running = api.untilApp(app, "running");
            ids = Map.ofEntries(
                    Map.entry("teamId", owner.teamId().toString()),
                    Map.entry("projectId", owner.projectId().toString()),
                    Map.entry("appId", app),
                    Map.entry("buildId", running.path("latestBuild.id")),
                    Map.entry(
                            "deploymentId",
                            api.get("/apps/" + app + "/deployments").path("items[0].id")),
                    Map.entry("repositoryId", repository(api, running.path("team.slug"))),
                    Map.entry("tag", "latest"),
                    Map.entry("accountId", owner.accountId().toString()),
                    Map.entry("invitationId", UUID.randomUUID().toString()),
                    Map.entry("sessionId", UUID.randomUUID().toString()),
                    Map.entry("tokenId", UUID.randomUUID().toString()),
                    Map.entry("roleId", UUID.randomUUID().toString()),
                    Map.entry("host", "git.example.org"));
        }
    }

    /** The first upload makes a repository. */
    private String repository(Api api, String team) {
        api.request().post("/v2/" + team + "/image/blobs/uploads/").then().statusCode(202);
        return api.get("/teams/" + owner.teamId() + "/repositories").path("items[0].id");
    }

    @Test
    void nobodyPassesAClosedDoorWithoutSigningIn() {
        // Given
        List<Door> closed = doors().stream()
                .filter(door -> door.permission != Permission.OPEN)
                .toList();

        // When
        Stream<Executable> checks = closed.stream()
                .map(door -> () -> assertEquals(401, call(door, null, ids).statusCode(), door.toString()));

        // Then
        assertTrue(closed.size() > 20, "found " + closed.size());
        assertAll(checks);
    }

    @Test
    void anotherTeamSeesTheSameAsForSomethingThatDoesNotExist() {
        // Given
        People.Person stranger = people.owner();
        Map<String, String> unknown = new HashMap<>();
        ids.keySet().forEach(name -> unknown.put(name, UUID.randomUUID().toString()));

        // When
        Stream<Executable> checks = ofTeam().map(door -> () -> {
            Response foreign = call(door, stranger.token(), ids);
            Response missing = call(door, stranger.token(), unknown);
            assertEquals(404, foreign.statusCode(), door.toString());
            assertEquals(missing.asString(), foreign.asString(), door.toString());
        });

        // Then
        assertAll(checks);
    }

    @Test
    void aViewerPassesOnlyWhatShowsSomething() {
        // Given
        People.Person viewer = people.member(owner, Role.VIEWER);

        // When
        Stream<Executable> checks = ofTeam().map(door -> () -> {
            int status = call(door, viewer.token(), ids).statusCode();
            if (Role.VIEWER.may(door.permission)) {
                assertFalse(List.of(401, 403, 404, 500).contains(status), door + " answered " + status);
            } else {
                assertEquals(403, status, door.toString());
            }
        });

        // Then
        assertAll(checks);
    }

    @Test
    void aDeployerNeitherDeletesAppsNorAddsProjects() {
        // Given
        People.Person deployer = people.member(owner, Role.DEPLOYER);

        // When
        Stream<Executable> checks = ofTeam().filter(door -> !Role.DEPLOYER.may(door.permission))
                .map(door -> () ->
                        assertEquals(403, call(door, deployer.token(), ids).statusCode(), door.toString()));

        // Then
        assertAll(checks);
    }

    @Test
    void aViewerGetsATicketForLogsButNoneForATerminal() {
        // Given
        Api viewer = new Api(people.member(owner, Role.VIEWER).token());
        String path = "/apps/" + ids.get("appId") + "/tickets";

        // When
        Response logs = viewer.post(path, Map.of("action", "logs"));
        Response terminal = viewer.post(path, Map.of("action", "terminal"));

        // Then
        logs.then().statusCode(201);
        terminal.then().statusCode(403);
    }

    @Test
    void aDoorWithoutAPermissionIsAFault() {
        // Given
        List<String> faults = new ArrayList<>();

        // When
        new DoorCheck(beans, policy).look(Unguarded.class, faults);

        // Then
        assertEquals(List.of("Unguarded.open declares no permission; add @Needs"), faults);
    }

    /** Abstract, so that the application under test does not take it in: it would refuse to start, and rightly. */
    @Path("/unguarded")
    abstract static class Unguarded {
        @GET
        public String open() {
            return "";
        }
    }

    private Stream<Door> ofTeam() {
        return doors().stream().filter(door -> door.permission.ofTeam());
    }

    private List<Door> doors() {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(bean -> bean.getBeanClass())
                .filter(type ->
                        type.isAnnotationPresent(Path.class) && type.getName().startsWith("dev.slipway"))
                .flatMap(type -> Arrays.stream(type.getMethods()).flatMap(method -> door(type, method)))
                .toList();
    }

    private static Stream<Door> door(Class<?> type, Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(annotation -> annotation.isAnnotationPresent(HttpMethod.class))
                .map(annotation -> {
                    Path own = method.getAnnotation(Path.class);
                    String path = type.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
                    Needs needs = method.getAnnotation(Needs.class);
                    return new Door(annotation.getAnnotation(HttpMethod.class).value(), path, needs.value());
                });
    }

    private static Response call(Door door, @Nullable String token, Map<String, String> ids) {
        String path = door.path;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        var request = RestAssured.given();
        if (token != null) {
            request = request.header("Authorization", "Bearer " + token);
        }
        return List.of("POST", "PUT", "PATCH").contains(door.method)
                ? request.contentType(ContentType.JSON).body("{}").request(door.method, path)
                : request.request(door.method, path);
    }
}
