package dev.slipway.deploy;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.engine.TestingEngine;
import dev.slipway.platform.Await;
import dev.slipway.release.Release;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where images of releases are: in the registry all, on the engine those that are of use. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class KeptImagesTest {

    @Inject
    People people;

    @Inject
    TestingEngine engine;

    private final GitServer git = new GitServer();
    private People.Person owner;
    private Api api;
    private String app;

    @BeforeEach
    void anAppThatRuns() {
        owner = people.owner();
        api = new Api(owner.token());
        String url = git.commit("kept", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
        app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
    }

    @AfterEach
    void stop() {
        git.close();
    }

    private void release(int number) {
        api.post("/apps/" + app + "/builds", Map.of()).then().statusCode(202);
        api.until("/apps/" + app, answer -> Integer.valueOf(number).equals(answer.path("currentRelease.number")));
    }

    private void untilKept(int releases) {
        api.until(
                "/apps/" + app + "/releases",
                answer -> answer.<List<String>>path("items.imageDigest").stream()
                                .filter(digest -> digest != null)
                                .count()
                        == releases);
    }

    @Test
    void aReleaseIsDeployedFromTheRegistryWhenTheHostLostItsImage() {
        // Given
        release(2);
        untilKept(2);
        engine.loseImages();
        // When
        api.post("/apps/" + app + "/releases", Map.of("fromRelease", 1)).then().statusCode(202);
        // Then
        api.until("/apps/" + app, answer -> Integer.valueOf(1).equals(answer.path("currentRelease.number")));
        assertEquals(List.of("slipway/" + app + ":1"), engine.imagesOf(app));
    }

    @Test
    void aReleaseWhoseImageIsNowhereSaysSo() {
        // Given
        release(2);
        untilKept(2);
        QuarkusTransaction.requiringNew()
                .run(() -> Release.update(
                        "imageDigest = null, imageRetired = true where appId = ?1 and number = 1",
                        UUID.fromString(app)));
        engine.loseImages();
        // When
        String deployment =
                api.post("/apps/" + app + "/releases", Map.of("fromRelease", 1)).path("id");
        // Then
        api.until("/deployments/" + deployment, answer -> "failed".equals(answer.path("status")))
                .then()
                .body("failure", containsString("neither on the host nor in the registry"));
        api.get("/apps/" + app).then().body("currentRelease.number", equalTo(2));
    }

    @Test
    void imagesOfOldBuildsDoNotPileUpOnTheEngine() {
        // When
        for (int number = 2; number <= 5; number++) {
            release(number);
        }
        // Then
        List<String> newest = List.of("slipway/" + app + ":3", "slipway/" + app + ":4", "slipway/" + app + ":5");
        assertTrue(
                Await.until(() -> engine.imagesOf(app).equals(newest), Duration.ofMillis(200), Duration.ofSeconds(60)),
                () -> engine.imagesOf(app).toString());
    }

    @Test
    void variablesMakeAReleaseOfTheSameImage() {
        // Given
        untilKept(1);
        // When
        api.put("/apps/" + app + "/environment", Map.of("variables", List.of(Map.of("name", "A", "value", "b"))));
        untilKept(2);
        // Then
        List<String> digests = api.get("/apps/" + app + "/releases").path("items.imageDigest");
        assertEquals(digests.get(0), digests.get(1));
    }

    @Test
    void theRepositoryGoesWithItsApp() {
        // Given
        untilKept(1);
        String path = "/projects/" + owner.projectId() + "/repositories";
        api.get(path).then().body("items[0].appId", equalTo(app));
        // When
        api.delete("/apps/" + app).then().statusCode(202);
        // Then
        api.until(path, answer -> answer.<List<String>>path("items").isEmpty());
        api.until("/apps/" + app, answer -> answer.statusCode() == 404);
        assertEquals(List.of(), engine.imagesOf(app));
    }
}
