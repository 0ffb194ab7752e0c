package dev.slipway.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Whatever people write is refused, or kept as it is; it never runs and never breaks the server. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class HostileTextTest {

    private static final Path CANARY = Path.of("/tmp/slipway-hostile-canary");

    private static final List<String> HOSTILE = List.of(
            "; touch " + CANARY,
            "$(touch " + CANARY + ")",
            "`touch " + CANARY + "`",
            "| touch " + CANARY,
            "& touch " + CANARY,
            "a\nb",
            "a\u0000b",
            "\u001b]52;c;x\u0007",
            "--upload-pack=x",
            "-oX",
            "../../../etc/passwd",
            "'",
            "\"",
            "’; drop table app; --",
            "<img src=x onerror=alert(1)>",
            "{{7*7}}",
            "${jndi:ldap://127.0.0.1/x}",
            "\ud800",
            "x".repeat(64 * 1024));

    private static final List<String> FIELDS =
            List.of("repository", "name", "branch", "folder", "dockerfile", "port", "memory", "cpus", "instances");

    @Inject
    People people;

    @Test
    void everyFieldOfAnAppBearsIt() {
        // Given
        People.Person owner = people.owner();
        Api api = new Api(owner.token());

        // When
        Stream<Executable> checks = FIELDS.stream()
                .flatMap(field -> HOSTILE.stream().map(text -> () -> {
                    Map<String, Object> body = new HashMap<>(Map.of("repository", "https://repo.invalid/a.git"));
                    body.put(field, text);
                    Response answer = api.post("/projects/" + owner.projectId() + "/apps", body);
                    boolean refused = answer.statusCode() == 400 || answer.statusCode() == 409;
                    boolean kept = answer.statusCode() == 201 && text.strip().equals(answer.path(field));
                    boolean path = answer.statusCode() == 201
                            && List.of("folder", "dockerfile").contains(field);
                    assertTrue(
                            refused || kept || path,
                            field + " = " + shorten(text) + ": " + answer.statusCode() + " "
                                    + shorten(answer.asString()));
                }));

        // Then
        assertAll(checks);
        assertTrue(Files.notExists(CANARY));
    }

    @Test
    void everyOtherDoorBearsIt() {
        // Given
        People.Person owner = people.owner();
        Api api = new Api(owner.token());

        // When
        Stream<Executable> checks = HOSTILE.stream()
                .flatMap(text -> Stream.of(
                                api.post("/tokens", Map.of("name", text)),
                                api.post("/sessions", Map.of("email", text, "password", text)),
                                api.post(
                                        "/claim", Map.of("token", text, "name", text, "email", text, "password", text)),
                                api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", text)))
                        .map(answer -> () -> assertTrue(
                                answer.statusCode() < 500,
                                shorten(text) + ": " + answer.statusCode() + answer.asString())));

        // Then
        assertAll(checks);
    }

    @Test
    void malformedBodiesAreTheCallersMistake() {
        // Given
        People.Person owner = people.owner();
        Api api = new Api(owner.token());

        // When
        Stream<Executable> checks = Stream.of("", "[]", "{", "null", "\"x\"", "{\"repository\":{}}", "{\"port\":\"x\"}")
                .map(body -> () -> {
                    Response answer = api.request().body(body).post("/api/v1/projects/" + owner.projectId() + "/apps");
                    assertTrue(answer.statusCode() == 400, body + ": " + answer.statusCode() + answer.asString());
                });

        // Then
        assertAll(checks);
    }

    private static String shorten(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
