package dev.slipway.tenancy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Permission;
import dev.slipway.support.OpenApi;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.Surroundings;
import dev.slipway.support.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of the OpenAPI document against everybody who might come. What must happen follows from the permission
 * that the operation declares, so that a new door is in the matrix at once and without anybody's doing.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DoorMatrixTest {

    /** Doors for people nobody knows yet. One more is a decision, which this list makes visible. */
    private static final Set<String> OPEN = Set.of(
            "GET /api/v1/setup",
            "GET /sso/sign-in",
            "POST /api/v1/claim",
            "POST /api/v1/hooks/{hookId}",
            "POST /api/v1/invitations/acceptance",
            "POST /api/v1/invitations/preview",
            "POST /api/v1/password-resets/preview",
            "POST /api/v1/password-resets/redemption",
            "POST /api/v1/sessions",
            "POST /sso/back-channel-logout");

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    @TestHTTPResource
    URI server;

    @Inject
    DoorCheck check;

    @Inject
    Doors doors;

    @Inject
    Visitors visitors;

    @Inject
    Policy policy;

    private OpenApi document;

    @BeforeEach
    void readTheDocument() {
        document = OpenApi.read();
    }

    @ParameterizedTest
    @EnumSource(Visitor.class)
    void everyDoorAnswersAsItsPermissionSays(Visitor visitor) {
        // Given
        List<Operation> operations = document.operations();

        // When
        Stream<Executable> checks = operations.stream().map(operation -> () -> {
            Permission permission = permission(operation);
            Visitor.Verdict expected = visitor.expected(permission);
            Wire.Answer answer = ask(operation, visitors.credential(visitor, permission), targets(operation));
            assertTrue(
                    expected.allows(answer.status(), mayBeMissing(operation, answer, expected)),
                    visitor + " at " + operation + " got " + answer.status() + ", expected " + expected);
        });

        // Then
        assertTrue(operations.size() > 40, "found " + operations.size());
        assertAll(checks);
    }

    @Test
    void aForeignIdAnswersLikeOneThatDoesNotExist() {
        // Given
        List<Operation> ofTeam = document.operations().stream()
                .filter(operation -> permission(operation).ofTeam())
                .toList();

        // When
        Stream<Executable> checks = ofTeam.stream().map(operation -> () -> {
            String stranger = visitors.credential(Visitor.OTHER_TEAM, permission(operation));
            Wire.Answer foreign = ask(operation, stranger, targets(operation));
            Wire.Answer missing = ask(operation, stranger, Map.of());
            assertEquals(404, foreign.status(), operation.toString());
            assertEquals(missing.body(), foreign.body(), operation.toString());
        });

        // Then
        assertAll(checks);
    }

    @Test
    void theDocumentHasEveryDoorAndNoOther() {
        // Given
        Set<String> coded = doors.rest().stream()
                .map(door -> door.verb() + " " + door.path())
                .collect(Collectors.toCollection(TreeSet::new));

        // When
        Set<String> documented = document.operations().stream()
                .map(operation -> operation.verb() + " " + operation.path())
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertEquals(coded, documented);
    }

    @Test
    void onlyTheseDoorsAreOpenToEverybody() {
        // When
        Set<String> open = document.operations().stream()
                .filter(operation -> permission(operation) == Permission.OPEN)
                .map(operation -> operation.verb() + " " + operation.path())
                .collect(Collectors.toSet());

        // Then
        assertEquals(new TreeSet<>(OPEN), new TreeSet<>(open));
    }

    @Test
    void takingThePermissionOffAnyDoorEndsTheStart() {
        // Given
        List<Doors.Door> all = doors.rest();

        // When
        Stream<Executable> checks = all.stream().map(door -> () -> {
            Doors.Door bare = new Doors.Door(door.type(), door.method(), door.verb(), door.path(), null);
            List<Doors.Door> others = new ArrayList<>(all);
            others.set(all.indexOf(door), bare);
            IllegalStateException end =
                    assertThrows(IllegalStateException.class, () -> check.require(others, doors.sockets()));
            assertEquals(
                    "doors nobody guards: " + door.place() + " declares no permission; add @Needs", end.getMessage());
        });

        // Then
        assertTrue(all.size() > 40, "found " + all.size());
        assertAll(checks);
    }

    @Test
    void takingTheActionOffAnySocketEndsTheStart() {
        // Given
        List<Doors.Socket> all = doors.sockets();

        // When
        Stream<Executable> checks = all.stream().map(socket -> () -> {
            List<Doors.Socket> others = new ArrayList<>(all);
            // What the library takes for a socket that names no endpoint.
            others.set(
                    all.indexOf(socket),
                    new Doors.Socket(socket.type(), socket.path(), socket.type().getName()));
            IllegalStateException end =
                    assertThrows(IllegalStateException.class, () -> check.require(doors.rest(), others));
            assertTrue(String.valueOf(end.getMessage())
                    .contains("socket " + socket.type().getSimpleName()));
        });

        // Then
        assertTrue(all.size() > 2, "found " + all.size());
        assertAll(checks);
    }

    /**
     * Whether a 404 is the door's own: it says in its own words what is missing, or the path names something that need not be
     * there. Of a kind of thing that a team owns and nobody made one of, also the policy finds none.
     */
    private boolean mayBeMissing(Operation operation, Wire.Answer answer, Visitor.Verdict expected) {
        Set<String> unmade = operation.parameters("path").stream()
                .map(parameter -> parameter.path("name").asText())
                .filter(name -> !visitors.knows(name))
                .collect(Collectors.toSet());
        if (expected == Visitor.Verdict.PASS) {
            return !unmade.isEmpty() || !answer.body().contains("a team you are not a member of");
        }
        return unmade.stream().anyMatch(policy.parameters()::contains);
    }

    private static Permission permission(Operation operation) {
        return Arrays.stream(Permission.values())
                .filter(permission -> permission.word().equals(operation.permission()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(operation + " declares no permission"));
    }

    private Map<String, String> targets(Operation operation) {
        Map<String, String> targets = new HashMap<>();
        operation.parameters("path").forEach(parameter -> {
            String name = parameter.path("name").asText();
            targets.put(name, visitors.target(name, operation));
        });
        return targets;
    }

    private Wire.Answer ask(Operation operation, String credential, Map<String, String> targets) {
        String path = operation.path();
        for (Map.Entry<String, String> target : targets.entrySet()) {
            path = path.replace("{" + target.getKey() + "}", target.getValue());
        }
        path = path.replaceAll("\\{\\w+}", Visitors.UNKNOWN);
        Map<String, String> headers = new HashMap<>();
        if (!credential.isEmpty()) {
            headers.put("Authorization", "Bearer " + credential);
        }
        boolean body = WITH_BODY.contains(operation.verb().toUpperCase(Locale.ROOT));
        if (body) {
            headers.put("Content-Type", "application/json");
        }
        byte[] bytes = body ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
        return Wire.ask(operation.verb(), server.resolve(path), headers, bytes);
    }
}
