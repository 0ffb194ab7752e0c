package dev.slipway.e2e.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import io.restassured.RestAssured;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repositories without a Dockerfile become running apps, on the distribution's packages alone and as an ordinary user. */
@ExtendWith(OnPlatform.class)
class DetectionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static-hello | static site      | hello from pages as www-data
            go-hello     | Go 1.19 (go.mod  | hello from go as app
            ruby-hello   | Ruby 3.1         | hello from ruby as app
            php-hello    | PHP 8.2          | hello from php as www-data
            """)
    void aRepositoryWithoutADockerfileRuns(String fixture, String kind, String answer, Platform platform) {
        // Given
        String repository = platform.git().publishFixture(fixture);
        // When
        String app = platform.portal().createApp(repository, Map.of("name", fixture));
        String address = platform.portal().awaitRunning(app);
        // Then
        String recipe = platform.portal()
                .request()
                .get("/api/v1/apps/{id}/recipe", app)
                .then()
                .statusCode(200)
                .extract()
                .path("kind");
        assertTrue(recipe.startsWith(kind), recipe);
        String host = address.replaceAll("http://|:\\d+$", "");
        String body = RestAssured.given()
                .baseUri("http://127.0.0.1:" + platform.appsPort())
                .header("Host", host)
                .get("/")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertEquals(answer, body.replaceAll("</?p>|\\n", ""));
        platform.portal().deleteApp(app);
    }
}
