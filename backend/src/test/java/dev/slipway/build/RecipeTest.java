package dev.slipway.build;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People see the Dockerfile that their app is built from, and may write another. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class RecipeTest {

    private static final String WRITTEN = "FROM debian\nEXPOSE 9000\nCMD serve --otherwise\n";

    @Inject
    People people;

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
        git.close();
    }

    @Test
    void whatWasMadeForAProjectIsShown() {
        // Given
        String url = git.commit("pages", Map.of("index.html", "<p>hello</p>"));

        // When
        String app = api.app(owner.projectId(), Map.of("repository", url));
        String build = api.untilApp(app, "running").path("latestBuild.id");

        // Then
        api.get("/apps/" + app + "/recipe")
                .then()
                .statusCode(200)
                .body("origin", equalTo("generated"))
                .body("kind", equalTo("static site (index.html)"))
                .body("dockerfile", startsWith("# Made for static site (index.html)."));
        api.get("/builds/" + build + "/recipe").then().body("dockerfile", containsString("nginx"));
        for (String paper : new String[] {"sbom", "provenance"}) {
            api.get("/builds/" + build + "/" + paper)
                    .then()
                    .statusCode(200)
                    .header("Content-Disposition", "attachment; filename=\"build-1." + paper + ".json\"")
                    .body("image", startsWith("sha256:"));
        }
    }

    @Test
    void whatIsWrittenCountsUntilItIsWithdrawn() {
        // Given
        String url = git.commit("own", Map.of("Dockerfile", "FROM debian\nEXPOSE 9000\nCMD serve\n"));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
        String path = "/apps/" + app + "/recipe";
        api.get(path).then().body("origin", equalTo("repository")).body("dockerfile", containsString("CMD serve\n"));

        // When
        api.put(path, Map.of("dockerfile", WRITTEN)).then().statusCode(200).body("origin", equalTo("edited"));
        String build = api.post("/apps/" + app + "/builds", Map.of()).path("id");
        api.until("/builds/" + build, answer -> "succeeded".equals(answer.path("status")));

        // Then
        api.get("/builds/" + build + "/recipe")
                .then()
                .body("origin", equalTo("edited"))
                .body("dockerfile", equalTo(WRITTEN));
        api.delete(path).then().statusCode(200).body("origin", nullValue());
    }

    @Test
    void whatIsNoDockerfileIsRefusedAtItsField() {
        String app = api.app(owner.projectId(), Map.of("repository", "https://repo.invalid/a.git"));
        String path = "/apps/" + app + "/recipe";
        for (String text : new String[] {"", "RUN make", "FROM a\u0000b", "FROM a\n" + "#".repeat(64 * 1024)}) {
            api.put(path, Map.of("dockerfile", text))
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("dockerfile"));
        }
        api.put(path, Map.of()).then().statusCode(400);
        api.get(path).then().statusCode(200).body("dockerfile", nullValue());
    }
}
