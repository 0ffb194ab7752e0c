package dev.slipway.tenancy;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Permission;
import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.EventStream;
import dev.slipway.support.Git;
import dev.slipway.support.GitServer;
import dev.slipway.support.OpenApi;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token of team A at every door of team B: REST, sockets, git and the registry. Two such tokens are tried everywhere, that of
 * somebody who is in A alone, and one that an owner of both made for A. What they are told is what they would be told of
 * something that does not exist.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S05ForeignTokenTest {

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final String CONTENT = "a layer of team B";
    private static final String DIGEST = digest(CONTENT);
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    @TempDir
    Path folder;

    /** Owns team B, and a team A besides. */
    private People.Person owner;

    private Api api;
    private String app;
    private String build;
    private String teamB;
    private String projectB;

    /** Of team A, both. */
    private List<Foreigner> foreigners;

    /**
     * Somebody's token of team A.
     *
     * @param team slug of the A it is for
     * @param app of that team
     */
    private record Foreigner(String token, UUID teamId, String team, String app) {

        Api api() {
            return new Api(token);
        }
    }

    @BeforeEach
    void twoTeams() {
        owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("foreign", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url, "name", "ours"));
            Response running = api.untilApp(app, "running");
            build = running.path("latestBuild.id");
            teamB = running.path("team.slug");
            projectB = running.path("project.slug");
        }
        foreigners = List.of(ofSomebodyElse(), ofTheOwner());
    }

    private Foreigner ofSomebodyElse() {
        People.Person stranger = people.owner();
        Api theirs = new Api(stranger.token());
        String other = theirs.app(stranger.projectId(), Map.of("repository", "push:theirs"));
        return new Foreigner(
                stranger.token(),
                stranger.teamId(),
                theirs.get("/apps/" + other).path("team.slug"),
                other);
    }

    private Foreigner ofTheOwner() {
        UUID teamA = people.teamOf(owner);
        String project =
                api.post("/teams/" + teamA + "/projects", Map.of("name", "own")).path("id");
        String other = api.app(project, Map.of("repository", "push:own"));
        String token = people.token(owner, new Scope(teamA, null, null), A_DAY);
        return new Foreigner(token, teamA, api.get("/apps/" + other).path("team.slug"), other);
    }

    @Test
    void everyOperationOfTheApiThatNamesSomethingOfTheTeamKnowsNothing() {
        // Given
        Map<String, String> ids = Map.of(
                "teamId", owner.teamId().toString(),
                "projectId", owner.projectId().toString(),
                "appId", app,
                "buildId", build,
                "deploymentId", api.get("/apps/" + app + "/deployments").path("items[0].id"));
        List<Operation> operations = OpenApi.read().operations().stream()
                // Asks nothing of a team: whoever is no operator is told so, wherever they come from.
                .filter(operation -> !operation.permission().equals(Permission.PLATFORM_OPERATE.word()))
                .filter(operation ->
                        ids.keySet().stream().anyMatch(id -> operation.path().contains("{" + id + "}")))
                .toList();

        // When
        Stream<Executable> checks = operations.stream()
                .flatMap(operation -> foreigners.stream().map(foreigner -> () -> {
                    Response answer = foreigner.api().request().request(operation.verb(), filled(operation, ids));
                    assertEquals(404, answer.statusCode(), operation + ": " + answer.asString());
                }));

        // Then
        assertTrue(operations.size() > 60, "found " + operations.size());
        assertAll(checks);
        api.get("/apps/" + app).then().statusCode(200);
    }

    @Test
    void listsAndTheEventFeedShowOneTeamOnly() {
        for (Foreigner foreigner : foreigners) {
            // Given
            List<String> apps = foreigner.api().get("/apps").path("items.id");
            List<String> teams = foreigner.api().get("/sessions/current").path("teams.id");
            try (EventStream events = EventStream.open(server.resolve("/api/v1/events"), foreigner.token, null)) {
                // When something happens in B, and later in A
                api.patch("/apps/" + app, Map.of("name", "changed")).then().statusCode(200);
                foreigner
                        .api()
                        .patch("/apps/" + foreigner.app, Map.of("name", "changed too"))
                        .then()
                        .statusCode(200);

                // Then
                events.await(event -> event.data().contains(foreigner.app));
                assertFalse(
                        events.seen().stream().anyMatch(event -> event.data().contains(app)),
                        events.seen().toString());
            }
            assertEquals(List.of(foreigner.app), apps);
            assertEquals(List.of(foreigner.teamId.toString()), teams);
        }
    }

    @Test
    void noSocketOpensWithATicketOfAnotherTeam() {
        // When
        Stream<Executable> checks = foreigners.stream()
                .flatMap(foreigner -> Stream.of(
                        () -> assertEquals(
                                404,
                                ticket(foreigner.api(), "/apps/" + app, "terminal")
                                        .statusCode()),
                        () -> assertEquals(
                                404,
                                ticket(foreigner.api(), "/apps/" + app, "logs").statusCode()),
                        () -> assertEquals(
                                404,
                                ticket(foreigner.api(), "/builds/" + build, "log")
                                        .statusCode()),
                        () -> assertEquals(403, carried(foreigner, "terminal", "/apps/" + app + "/terminal")),
                        () -> assertEquals(403, carried(foreigner, "logs", "/apps/" + app + "/logs")),
                        () -> assertEquals(403, carried(foreigner, "logs", "/builds/" + build + "/log"))));

        // Then
        assertAll(checks);
    }

    @Test
    void gitNeitherFetchesNorPushes() throws Exception {
        // Given
        String pushed = api.app(owner.projectId(), Map.of("repository", "push:pushed"));
        String slug = api.get("/apps/" + pushed).path("slug");
        Git git = new Git(folder);
        git.succeed("init", "-q", "-b", "main");
        Files.writeString(folder.resolve("Dockerfile"), "FROM debian\nCMD serve\n");
        git.succeed("add", "-A");
        git.succeed("commit", "-q", "-m", "ours");
        Git.Done own = git.run("push", address(owner.token(), slug), "main");
        assertEquals(0, own.code(), own.output());

        for (Foreigner foreigner : foreigners) {
            // When
            Git.Done fetched = git.run("fetch", address(foreigner.token, slug), "main");
            Git.Done listed = git.run("ls-remote", address(foreigner.token, slug));
            Git.Done missing = git.run("ls-remote", address(foreigner.token, "none"));
            Git.Done push = git.run("push", "--force", address(foreigner.token, slug), "HEAD:main");

            // Then
            for (Git.Done refused : List.of(fetched, listed, push)) {
                assertNotEquals(0, refused.code(), refused.output());
                assertTrue(refused.output().contains("not found"), refused.output());
            }
            assertEquals(missing.output().replace("none.git", slug + ".git"), listed.output());
            for (String service : List.of("git-upload-pack", "git-receive-pack")) {
                String path = "/git/" + teamB + "/" + projectB + "/" + slug + ".git/";
                assertEquals(
                        "404 404",
                        basic(foreigner)
                                        .get(path + "info/refs?service=" + service)
                                        .statusCode() + " "
                                + basic(foreigner).post(path + service).statusCode());
            }
        }
        assertEquals(1, (Integer) api.get("/apps/" + pushed + "/releases").path("items.size()"));
    }

    @Test
    void theRegistryNeitherGivesNorTakesNorTells() {
        // Given
        String ours = teamB + "/image";
        String manifest = image(ours);

        for (Foreigner foreigner : foreigners) {
            String theirs = foreigner.team + "/image";
            String bearer = basic(foreigner)
                    .get("/v2/token?service=test&scope=repository:" + ours + ":pull,push,delete&scope=repository:"
                            + theirs + ":pull,push")
                    .path("token");

            // When
            Stream<Executable> checks = Stream.of(
                            List.of("GET", "/manifests/latest"),
                            List.of("HEAD", "/manifests/" + manifest),
                            List.of("GET", "/blobs/" + DIGEST),
                            List.of("HEAD", "/blobs/" + DIGEST),
                            List.of("GET", "/tags/list"),
                            List.of("GET", "/referrers/" + manifest),
                            List.of("POST", "/blobs/uploads/"),
                            List.of("PUT", "/manifests/latest"),
                            List.of("DELETE", "/manifests/" + manifest),
                            List.of("DELETE", "/blobs/" + DIGEST))
                    .flatMap(call -> Stream.of(basic(foreigner), bearing(bearer))
                            .map(client -> () -> assertEquals(
                                    404,
                                    client.request(call.getFirst(), "/v2/" + ours + call.getLast())
                                            .statusCode(),
                                    call.toString())));
            Response mount =
                    basic(foreigner).post("/v2/" + theirs + "/blobs/uploads/?mount=" + DIGEST + "&from=" + ours);
            Response bearerMount =
                    bearing(bearer).post("/v2/" + theirs + "/blobs/uploads/?mount=" + DIGEST + "&from=" + ours);

            // Then
            assertAll(checks);
            // Nothing is mounted: the client is told to upload, as for a blob that nobody has.
            assertEquals("202 202", mount.statusCode() + " " + bearerMount.statusCode());
            assertEquals(
                    404,
                    basic(foreigner).head("/v2/" + theirs + "/blobs/" + DIGEST).statusCode());
            assertFalse(
                    basic(foreigner).get("/v2/_catalog").asString().contains(ours), "the catalog tells of other teams");
        }
        mine().get("/v2/" + ours + "/manifests/latest").then().statusCode(200);
    }

    /** Pushes an image by hand; the manifest's digest. */
    private String image(String repository) {
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}";
        upload(repository, config);
        upload(repository, CONTENT);
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + digest(config)
                + "\",\"size\":" + config.length()
                + "},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + DIGEST
                + "\",\"size\":" + CONTENT.length() + "}]}";
        mine().contentType(OCI_MANIFEST)
                .body(manifest.getBytes(StandardCharsets.UTF_8))
                .put("/v2/" + repository + "/manifests/latest")
                .then()
                .statusCode(201);
        return digest(manifest);
    }

    private void upload(String repository, String content) {
        String upload = mine().post("/v2/" + repository + "/blobs/uploads/").header("Location");
        mine().contentType("application/octet-stream")
                .body(content.getBytes(StandardCharsets.UTF_8))
                .put(upload + "?digest=" + digest(content))
                .then()
                .statusCode(201);
    }

    private RequestSpecification mine() {
        return given().urlEncodingEnabled(false).auth().preemptive().basic("me", owner.token());
    }

    private static RequestSpecification basic(Foreigner foreigner) {
        return given().urlEncodingEnabled(false).auth().preemptive().basic("me", foreigner.token);
    }

    private static RequestSpecification bearing(String token) {
        return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token);
    }

    private static String filled(Operation operation, Map<String, String> ids) {
        String path = operation.path();
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return path.replaceAll("\\{number\\}", "1")
                .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }

    private static Response ticket(Api from, String target, String action) {
        return from.post(target + "/tickets", Map.of("action", action));
    }

    /** What a ticket for something of A is answered at a socket of B. */
    private int carried(Foreigner foreigner, String action, String path) {
        String ticket =
                ticket(foreigner.api(), "/apps/" + foreigner.app, action).path("ticket");
        URI address = URI.create("ws://127.0.0.1:" + server.getPort() + "/api/v1/streams" + path);
        return SocketClient.refusal(address, ticket, Surroundings.ORIGIN);
    }

    private String address(String token, String slug) {
        return server.toString().replace("://", "://git:" + token + "@") + "git/" + teamB + "/" + projectB + "/" + slug
                + ".git";
    }

    private static String digest(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
