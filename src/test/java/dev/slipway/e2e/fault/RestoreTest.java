package dev.slipway.e2e.fault;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import dev.slipway.e2e.support.Ports;
import dev.slipway.e2e.support.SourceTree;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole platform goes into a file while it runs, and comes out of it on a host that has nothing. */
@ExtendWith(OnPlatform.class)
class RestoreTest {

    @TempDir
    Path folder;

    @Test
    void aPlatformComesBackFromItsBackupAndItsMasterKey(Platform platform) throws IOException {
        // Given a running platform with an app, a secret and a token
        String app = platform.portal()
                .createApp(
                        "push:kept",
                        Map.of(
                                "name",
                                "kept",
                                "environment",
                                List.of(
                                        Map.of("name", "KEY", "value", "canary", "secret", true),
                                        Map.of("name", "PLAIN", "value", "shown", "secret", false))));
        String token = platform.portal()
                .request()
                .body(Map.of("name", "kept"))
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        Path file = folder.resolve("platform.slipway");
        Command backup = platform.slipway("backup", file.toString()).succeeded();
        assertTrue(backup.out().contains("NOT in it is the master key"), backup.out());
        Path key = Files.copy(platform.control().resolve("master-key"), folder.resolve("key"));

        // When it is restored where nothing is
        try (Other other = new Other()) {
            other.slipway("up").succeeded();
            Command withoutKey = other.slipway("restore", file.toString());
            other.slipway("restore", file.toString(), key.toString()).succeeded();

            // Then people, tokens, apps and variables are there, and only with the key
            assertNotEquals(0, withoutKey.exitCode());
            assertTrue(withoutKey.err().contains("another master key"), withoutKey.err());
            given().baseUri(other.console())
                    .contentType(ContentType.JSON)
                    .header("Origin", other.console())
                    .body(Map.of("email", Portal.EMAIL, "password", Portal.PASSWORD))
                    .post("/api/v1/sessions")
                    .then()
                    .statusCode(201);
            Response shown = other.get(token, "/api/v1/apps/" + app);
            assertEquals("kept", shown.path("name"), shown.asString());
            Response variables = other.get(token, "/api/v1/apps/" + app + "/environment");
            assertEquals(List.of("KEY", "PLAIN"), variables.path("variables.name"), variables.asString());
            // A new version keeps the secret that is there, which opens it
            given().baseUri(other.console())
                    .header("Authorization", "Bearer " + token)
                    .contentType(ContentType.JSON)
                    .body(Map.of("variables", List.of(Map.of("name", "KEY", "secret", true))))
                    .put("/api/v1/apps/" + app + "/environment")
                    .then()
                    .statusCode(200);
            Command again = other.slipway("restore", file.toString());
            assertTrue(again.err().contains("this platform is in use"), again.err());
        }
        platform.portal().deleteApp(app);
    }

    /** A second platform on this host. */
    private static final class Other implements AutoCloseable {

        private final Map<String, String> environment = new HashMap<>();

        Other() {
            environment.put("SLIPWAY_NAME", "restored");
            environment.put("SLIPWAY_HTTP_PORT", String.valueOf(Ports.free()));
            environment.put("SLIPWAY_APPS_PORT", String.valueOf(Ports.free()));
            environment.put("SLIPWAY_NO_BUILD", "1");
            slipway("down", "--purge").succeeded();
        }

        Command slipway(String... words) {
            String[] all = new String[words.length + 1];
            all[0] = SourceTree.root().resolve("slipway").toString();
            System.arraycopy(words, 0, all, 1, words.length);
            return Command.run(environment, all);
        }

        String console() {
            return "http://localhost:" + environment.get("SLIPWAY_HTTP_PORT");
        }

        Response get(String token, String path) {
            return given().baseUri(console())
                    .header("Authorization", "Bearer " + token)
                    .get(path);
        }

        @Override
        public void close() {
            slipway("down", "--purge").succeeded();
        }
    }
}
