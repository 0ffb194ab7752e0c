package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.ApiToken;
import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryClient.Reply;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import dev.slipway.tenancy.Team;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every door of the registry against everybody who may not pass; a new door is in it at once. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class RegistryAccessTest {

    private static final byte[] CONTENT = RegistryClient.bytes("content");
    private static final String DIGEST = RegistryClient.digest(CONTENT);

    @TestHTTPResource("/")
    URI base;

    @Inject
    People people;

    @Inject
    @All
    List<Door.Set> sets;

    private People.Person owner;
    private String team;
    private String repository;
    private String manifest;
    private String upload;

    @BeforeEach
    void aTeamWithAnImage() {
        owner = people.owner();
        team = QuarkusTransaction.requiringNew().call(() -> Team.<Team>findById(owner.teamId()).slug);
        repository = team + "/image";
        RegistryClient client = RegistryClient.basic(base, owner.token());
        client.blob(repository, CONTENT);
        manifest = client.image(repository, "latest", "layer");
        upload = client.upload(repository).replaceFirst(".*/", "");
    }

    @Test
    void nobodyPassesWithoutAToken() {
        // When
        Stream<Executable> checks = doors().filter(door -> door.needs() != Permission.OPEN)
                .map(door -> () -> {
                    Reply reply = call(door, RegistryClient.anonymous(base), repository);
                    assertEquals(401, reply.status(), door.toString());
                    assertTrue(reply.header("WWW-Authenticate").startsWith("Bearer realm="), reply.toString());
                });
        // Then
        assertAll(checks);
    }

    @Test
    void anotherTeamGetsTheSameAnswersAsForATeamThatDoesNotExist() {
        // Given
        People.Person stranger = people.owner();
        RegistryClient basic = RegistryClient.basic(base, stranger.token());
        RegistryClient bearer = RegistryClient.bearer(
                base, basic.token("repository:" + repository + ":pull,push,delete", "repository:none/x:pull,push"));
        // When
        Stream<Executable> checks = ofTeam().flatMap(door -> Stream.of(basic, bearer)
                .map(client -> () -> {
                    Reply foreign = call(door, client, repository);
                    Reply missing = call(door, client, "none/image");
                    assertEquals(
                            "404 NAME_UNKNOWN",
                            door.method().equals("HEAD") ? "404 NAME_UNKNOWN" : foreign.status() + " " + foreign.code(),
                            door.toString());
                    assertEquals(404, foreign.status(), door.toString());
                    assertEquals(missing.text().replace("none/image", repository), foreign.text(), door.toString());
                }));
        // Then
        assertAll(checks);
    }

    @Test
    void aViewerPullsADeployerPushesAndOnlyAnAdminDeletes() {
        // Given
        List<Role> roles = List.of(Role.VIEWER, Role.DEPLOYER, Role.ADMIN);
        // When
        Stream<Executable> checks = roles.stream().flatMap(role -> {
            RegistryClient client =
                    RegistryClient.basic(base, people.member(owner, role).token());
            return ofTeam().filter(door -> !role.may(door.needs()) || door.needs() == Permission.REGISTRY_READ)
                    .map(door -> () -> {
                        int status = call(door, client, repository).status();
                        assertEquals(role.may(door.needs()), status != 403, role + " " + door + " " + status);
                    });
        });
        // Then
        assertAll(checks);
    }

    @Test
    void aTokenThatEndedOrWasRevokedIsNone() {
        // Given
        Api api = new Api(owner.token());
        String id = api.post("/tokens", Map.of("name", "push")).path("id");
        String text = QuarkusTransaction.requiringNew().call(() -> {
            ApiToken token = ApiToken.findById(UUID.fromString(id));
            ApiToken.Issued issued = ApiToken.issue(token.account, "second", java.time.Instant.now());
            return issued.text() + " " + issued.row().id;
        });
        String[] second = text.split(" ");
        RegistryClient bearer = RegistryClient.bearer(
                base, RegistryClient.basic(base, second[0]).token("repository:" + repository + ":pull"));
        bearer.send("GET", path("/tags/list")).expect(200);
        // When
        api.delete("/tokens/" + second[1]).then().statusCode(204);
        // Then
        assertEquals(401, bearer.send("GET", path("/tags/list")).status());
        assertEquals(
                401,
                RegistryClient.basic(base, second[0]).send("GET", "/v2/token").status());
    }

    @Test
    void aRegistryTokenIsNoMoreThanItWasAskedFor() {
        // Given
        RegistryClient bearer = RegistryClient.bearer(
                base, RegistryClient.basic(base, owner.token()).token("repository:" + repository + ":pull"));
        // When
        Reply push = bearer.send("POST", path("/blobs/uploads/"));
        Reply other = bearer.send("POST", "/v2/" + team + "/other/blobs/uploads/");
        // Then
        bearer.send("GET", path("/manifests/latest")).expect(200);
        assertEquals(401, push.status());
        assertTrue(push.header("WWW-Authenticate").endsWith("scope=\"repository:" + repository + ":pull,push\""));
        assertEquals(401, other.status());
    }

    @Test
    void aTokenOfOneProjectReachesItsRepositoriesOnly() {
        // Given
        Api api = new Api(owner.token());
        String slug = api.get("/projects/" + owner.projectId()).path("slug");
        String token = api.post(
                        "/tokens",
                        Map.of(
                                "name",
                                "ci",
                                "teamId",
                                owner.teamId(),
                                "projectId",
                                owner.projectId(),
                                "permissions",
                                List.of("registry-read", "registry-write")))
                .path("token");
        RegistryClient client = RegistryClient.basic(base, token);
        // When
        client.image(team + "/" + slug + "/web", "1", "layer");
        Reply outside = client.send("GET", path("/tags/list"));
        Reply delete = client.send("DELETE", "/v2/" + team + "/" + slug + "/web/manifests/1");
        // Then
        assertEquals("404 NAME_UNKNOWN", outside.status() + " " + outside.code());
        assertEquals("403 DENIED", delete.status() + " " + delete.code());
    }

    @Test
    void whetherAnotherTeamHasABlobCannotBeFoundOut() {
        // Given
        People.Person stranger = people.owner();
        String own =
                QuarkusTransaction.requiringNew().call(() -> Team.<Team>findById(stranger.teamId()).slug) + "/mine";
        RegistryClient client = RegistryClient.basic(base, stranger.token());
        String nowhere = RegistryClient.digest(RegistryClient.bytes("nobody has this"));
        // When
        Reply mount = client.send("POST", "/v2/" + own + "/blobs/uploads/?mount=" + DIGEST + "&from=" + repository);
        Reply mountOfNothing =
                client.send("POST", "/v2/" + own + "/blobs/uploads/?mount=" + nowhere + "&from=" + repository);
        Reply head = client.send("HEAD", "/v2/" + own + "/blobs/" + DIGEST);
        Reply named = client.send(
                "PUT",
                "/v2/" + own + "/manifests/x",
                RegistryClient.bytes(client.manifest(own, "mine", "")
                        .replace(RegistryClient.digest(RegistryClient.bytes("mine")), DIGEST)),
                "Content-Type",
                RegistryClient.MANIFEST);
        // Then
        assertEquals("202 202", mount.status() + " " + mountOfNothing.status());
        assertEquals(404, head.status());
        assertEquals("MANIFEST_BLOB_UNKNOWN", named.code());
    }

    @Test
    void aForgedTokenIsNone() {
        // Given
        String token = RegistryClient.basic(base, owner.token()).token("repository:" + repository + ":pull");
        String forged = token.substring(0, token.length() - 2) + (token.endsWith("A") ? "B" : "A");
        // When
        Reply reply = RegistryClient.bearer(base, forged).send("GET", path("/tags/list"));
        // Then
        assertEquals(401, reply.status());
        assertFalse(reply.text().contains("image"), reply.text());
    }

    @Test
    void pushesAndDeletionsAreInTheAudit() {
        // When
        RegistryClient.basic(base, owner.token())
                .send("DELETE", path("/manifests/latest"))
                .expect(202);
        // Then
        List<String> actions = new Api(owner.token())
                .get("/teams/" + owner.teamId() + "/audit")
                .path("items.action");
        assertTrue(actions.containsAll(List.of("registry.push", "registry.delete")), actions.toString());
    }

    private String path(String rest) {
        return "/v2/" + repository + rest;
    }

    private Stream<Door> ofTeam() {
        return doors().filter(door -> door.needs().ofTeam());
    }

    /** Those that end something come last. */
    private Stream<Door> doors() {
        return sets.stream().flatMap(set -> set.doors().stream());
    }

    private Reply call(Door door, RegistryClient client, String name) {
        String path = door.path()
                .replace("{repository}", name)
                .replace("{digest}", DIGEST)
                .replace("{reference}", manifest)
                .replace("{upload}", upload);
        return client.send(door.method(), path);
    }
}
