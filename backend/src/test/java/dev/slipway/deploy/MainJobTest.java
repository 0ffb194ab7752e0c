package dev.slipway.deploy;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.engine.TestingEngine;
import dev.slipway.platform.Await;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a repository to a running app, and what follows: real git, real database, the engine's twin. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class MainJobTest {

    private static final String SERVES = "FROM debian\nEXPOSE 9000\nCMD serve\n";

    @Inject
    People people;

    @Inject
    TestingEngine engine;

    private final GitServer git = new GitServer();
    private People.Person owner;
    private Api api;

    @BeforeEach
    void somebody() {
        owner = people.owner();
        api = new Api(owner.token());
    }

    @AfterEach
    void stop() {
        engine.away(false);
        git.close();
    }

    @Test
    void aRepositoryBecomesARunningAppWithAnAddress() {
        // Given
        String url = git.commit("hello", Map.of("Dockerfile", SERVES));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url));

        // Then
        Response running = api.untilApp(app, "running");
        running.then()
                .body("name", equalTo("hello"))
                .body("currentRelease.number", equalTo(1))
                .body("latestBuild.status", equalTo("succeeded"))
                .body("latestBuild.commit.message", equalTo("A change of hello"))
                .body("latestBuild.stages.name", contains("fetch", "build"));
        String host = running.<String>path("url").replaceAll("http://|:\\d+$", "");
        assertEquals(9000, engine.route(host).orElseThrow().targets().getFirst().port());
        api.get("/apps/" + app + "/deployments")
                .then()
                .body("items[0].steps.name", contains("create", "start", "probe", "switch", "drain", "stop"))
                .body("items[0].steps.status", everyItem(equalTo("succeeded")));
        api.get("/builds/" + running.<String>path("latestBuild.id") + "/log")
                .then()
                .body("items.text", hasItem(containsString("EXPOSE 9000")));
        api.get("/apps/" + app + "/logs").then().body("items[0].text", containsString("PORT=9000"));
        api.get("/apps/" + app + "/instances").then().body("items[0].status", equalTo("running"));
    }

    @Test
    void variablesReachTheInstanceAndSecretsNobodyElse() {
        // Given
        String url = git.commit("secretive", Map.of("Dockerfile", SERVES));
        String app = api.app(
                owner.projectId(),
                Map.of("repository", url, "environment", List.of(variable("KEY", "s3cr3t-canary", true))));
        api.untilApp(app, "running");

        // When
        Response changed = api.put(
                "/apps/" + app + "/environment",
                Map.of("variables", List.of(Map.of("name", "KEY", "secret", true), variable("PLAIN", "seen", false))));

        // Then
        changed.then()
                .body("version", equalTo(2))
                .body("variables.find { it.name == 'KEY' }.value", nullValue())
                .body("variables.find { it.name == 'PLAIN' }.value", equalTo("seen"));
        api.until("/apps/" + app, answer -> Integer.valueOf(2).equals(answer.path("currentRelease.number")));
        assertTrue(engine.environmentOf(app).containsAll(List.of("KEY=s3cr3t-canary", "PLAIN=seen")));
        for (String path : List.of("", "/environment", "/releases", "/deployments", "/builds", "/instances")) {
            assertFalse(api.get("/apps/" + app + path).asString().contains("s3cr3t-canary"), path);
        }
    }

    @Test
    void aBuildThatFailsNamesTheStepAndLeavesTheOldReleaseServing() {
        // Given
        String url = git.commit("breaks", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
        git.commit("breaks", Map.of("Dockerfile", "FROM debian\nRUN false\n"));

        // When
        String build = api.post("/apps/" + app + "/builds", Map.of()).path("id");

        // Then
        api.until("/builds/" + build, answer -> "failed".equals(answer.path("status")))
                .then()
                .body("failure", containsString("step 2 of 2 \"RUN false\" exited with code 1"));
        api.get("/apps/" + app).then().body("status", equalTo("running")).body("currentRelease.number", equalTo(1));
    }

    @Test
    void aDeploymentThatFailsSaysWhyRemovesWhatItMadeAndLeavesTheOldReleaseServing() {
        // Given
        String url = git.commit("worse", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
        git.commit("worse", Map.of("Dockerfile", "FROM debian\nCMD exit 3\n"));

        // When
        api.post("/apps/" + app + "/builds", Map.of());

        // Then
        api.until("/apps/" + app + "/deployments", answer -> "failed".equals(answer.path("items[0].status")))
                .then()
                .body("items[0].failure", containsString("exited with code 3: \"cannot go on\""));
        assertEquals(1, engine.containersOf(app));
        api.get("/apps/" + app)
                .then()
                .body("status", equalTo("running"))
                .body("statusDetail", containsString("deployment 2 failed"))
                .body("currentRelease.number", equalTo(1));
    }

    @Test
    void anAppThatOutgrowsItsMemoryIsToldTheLimitAndWhatToDo() {
        // Given
        String url = git.commit("hungry", Map.of("Dockerfile", "FROM debian\nCMD eat\n"));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url, "memory", "256m"));

        // Then
        api.untilApp(app, "failed")
                .then()
                .body("statusDetail", containsString("memory limit of 256 MiB reached; raise memory"));
    }

    @Test
    void anAppThatNeverListensIsToldThePort() {
        // Given
        String url = git.commit("deaf", Map.of("Dockerfile", "FROM debian\nCMD deaf\n"));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url, "port", 7000));

        // Then
        api.untilApp(app, "failed").then().body("statusDetail", containsString("port 7000 did not open within 60 s"));
    }

    @Test
    void aFolderWithoutDockerfileOrKnownProjectIsSaidSo() {
        // Given
        String url = git.commit("prose", Map.of("README.md", "only words"));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url));

        // Then
        api.untilApp(app, "failed")
                .then()
                .body(
                        "statusDetail",
                        containsString("no Dockerfile at the repository's root and no known project type"));
    }

    @Test
    void aMissingBranchIsAnsweredWithTheBranchesThereAre() {
        // Given
        String url = git.commit("branches", "trunk", Map.of("Dockerfile", SERVES));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url, "branch", "nowhere"));

        // Then
        api.untilApp(app, "failed")
                .then()
                .body("statusDetail", containsString("no branch or tag \"nowhere\""))
                .body("statusDetail", containsString("trunk"));
    }

    @Test
    void anOldReleaseCanBeMadeCurrentAgain() {
        // Given
        String url = git.commit("back", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
        api.post("/apps/" + app + "/builds", Map.of());
        api.until("/apps/" + app, answer -> Integer.valueOf(2).equals(answer.path("currentRelease.number")));

        // When
        Response accepted = api.post("/apps/" + app + "/releases", Map.of("fromRelease", 1));

        // Then
        accepted.then().statusCode(202).body("releaseNumber", equalTo(1));
        api.until("/apps/" + app, answer -> Integer.valueOf(1).equals(answer.path("currentRelease.number")));
    }

    @Test
    void aStoppedAppHasNoContainerAndStartsAgain() {
        // Given
        String url = git.commit("sleepy", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");

        // When
        api.request().put("/api/v1/apps/" + app + "/suspension");

        // Then
        api.untilApp(app, "stopped");
        api.until("/apps/" + app + "/instances", answer -> "gone".equals(answer.path("items[0].status")));
        assertEquals(0, engine.containersOf(app));
        api.delete("/apps/" + app + "/suspension").then().statusCode(200);
        api.untilApp(app, "running");
    }

    @Test
    void aDeletedAppLeavesNothing() {
        // Given
        String url = git.commit("gone", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        String host = api.untilApp(app, "running").<String>path("url").replaceAll("http://|:\\d+$", "");

        // When
        api.delete("/apps/" + app).then().statusCode(202);

        // Then
        api.until("/apps/" + app, answer -> answer.statusCode() == 404);
        api.get("/apps").then().body("items.id", not(hasItem(app)));
        assertTrue(Await.until(
                () -> engine.containersOf(app) == 0 && engine.route(host).isEmpty(),
                Duration.ofMillis(50),
                Duration.ofSeconds(20)));
    }

    @Test
    void anInstanceThatDiesIsSeenWithItsExitCode() {
        // Given
        String url = git.commit("dies", Map.of("Dockerfile", SERVES));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");

        // When
        engine.kill(app, 42);

        // Then
        api.untilApp(app, "failed").then().body("statusDetail", containsString("exited with code 42"));
    }

    @Test
    void whileTheEngineIsAwayABuildWaitsAndGoesOnAfterwards() {
        // Given
        String url = git.commit("patient", Map.of("Dockerfile", SERVES));
        engine.away(true);
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.until("/apps/" + app, answer -> "queued".equals(answer.path("latestBuild.status")));

        // When
        engine.away(false);

        // Then
        api.untilApp(app, "running");
    }

    @Test
    void aRunningBuildCanBeCancelled() {
        // Given
        String url = git.commit("endless", Map.of("Dockerfile", "FROM debian\nRUN forever\n"));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        String build = api.until("/apps/" + app, answer -> "building".equals(answer.path("latestBuild.status")))
                .path("latestBuild.id");

        // When
        api.request().put("/api/v1/builds/" + build + "/cancellation").then().statusCode(202);

        // Then
        api.until("/builds/" + build, answer -> "cancelled".equals(answer.path("status")));
    }

    private static Map<String, Object> variable(String name, String value, boolean secret) {
        return Map.of("name", name, "value", value, "secret", secret);
    }
}
