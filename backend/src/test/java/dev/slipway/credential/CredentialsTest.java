package dev.slipway.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.source.SshKeys;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.SshGitServer;
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

/** Private repositories through the API: the key that is shown, the host that is remembered, the token that is not. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class CredentialsTest {

    @Inject
    People people;

    private People.Person owner;
    private Api api;

    @BeforeEach
    void somebody() {
        owner = people.owner();
        api = new Api(owner.token());
    }

    @Test
    void anAppBehindSshRunsOnceItsKeyIsKnownAndStopsWhenTheHostIsAnother() {
        try (GitServer git = new GitServer();
                SshGitServer ssh = new SshGitServer(git)) {
            // Given an app whose first build tells the key to add
            git.commit("private", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            String app = api.app(owner.projectId(), Map.of("repository", ssh.url("private"), "name", "private"));
            String detail = api.untilApp(app, "failed").path("statusDetail");
            String key = api.get("/apps/" + app + "/deploy-key").path("publicKey");
            assertTrue(detail.endsWith(key), detail);

            // When it is added
            ssh.welcome(SshKeys.ofPublicText(key).orElseThrow());
            api.post("/apps/" + app + "/builds", Map.of());

            // Then
            api.untilApp(app, "running");
            Response hosts = api.get("/projects/" + owner.projectId() + "/host-keys");
            assertEquals("127.0.0.1:" + ssh.port(), hosts.path("items[0].host"));
            assertTrue(hosts.<String>path("items[0].fingerprint").startsWith("SHA256:"), hosts.asString());

            // When another server answers at the same place
            int port = ssh.port();
            ssh.close();
            try (SshGitServer other = new SshGitServer(git, port)) {
                other.welcome(SshKeys.ofPublicText(key).orElseThrow());
                String build = api.post("/apps/" + app + "/builds", Map.of()).path("id");

                // Then it is not believed until its key is let go
                String why = api.until("/builds/" + build, seen -> "failed".equals(seen.path("status")))
                        .path("failure");
                assertTrue(why.contains("somebody may be listening in"), why);
                api.delete("/projects/" + owner.projectId() + "/host-keys/127.0.0.1:" + port)
                        .then()
                        .statusCode(204);
                String next = api.post("/apps/" + app + "/builds", Map.of()).path("id");
                api.until("/builds/" + next, seen -> "succeeded".equals(seen.path("status")));
            }
        }
    }

    @Test
    void aNewKeyTakesThePlaceOfTheOld() {
        // Given
        String app = api.app(owner.projectId(), Map.of("repository", "push:keys"));

        // When
        Response none = api.get("/apps/" + app + "/deploy-key");
        String first = api.put("/apps/" + app + "/deploy-key", Map.of()).path("publicKey");
        String second = api.put("/apps/" + app + "/deploy-key", Map.of()).path("publicKey");

        // Then
        none.then().statusCode(409);
        assertTrue(first.startsWith("ssh-ed25519 "), first);
        assertNotEquals(first, second);
        assertEquals(second, api.get("/apps/" + app + "/deploy-key").path("publicKey"));
    }

    @Test
    void aTokenIsKeptPerHostAndNeverShown() {
        // Given
        String tokens = "/projects/" + owner.projectId() + "/repository-tokens";

        // When
        Response kept = api.put(tokens + "/Git.Example.org", Map.of("token", "canary-token"));
        Response replaced = api.put(tokens + "/git.example.org", Map.of("token", "canary-two", "username", "bot"));
        Response listed = api.get(tokens);
        Response wrong = api.put(tokens + "/no%20host", Map.of("token", "x"));

        // Then
        assertEquals(List.of("git.example.org"), listed.path("items.host"));
        assertEquals(List.of("bot"), listed.path("items.username"));
        assertFalse((kept.asString() + replaced.asString() + listed.asString()).contains("canary"));
        assertEquals(400, wrong.statusCode());
        api.delete(tokens + "/git.example.org").then().statusCode(204);
        api.delete(tokens + "/git.example.org").then().statusCode(404);
    }
}
