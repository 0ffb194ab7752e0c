package dev.slipway.recording;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recordings of terminals: when they are made, what is in them, who reads them, and when they go. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S25RecordingTest {

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    @Inject
    Recordings recordings;

    @Inject
    SealedParts sealed;

    @Inject
    EntityManager database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private People.Person owner;
    private Api api;
    private String app;

    @BeforeEach
    void aRunningApp() {
        owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("recorded", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url, "name", "shop"));
            api.untilApp(app, "running");
        }
    }

    @Test
    void withoutTheSettingNothingIsKept() {
        // When
        SocketClient terminal = terminal(api, "{\"type\":\"open\",\"cols\":80,\"rows\":24}", false);
        terminal.sendBytes("exit\n");
        terminal.awaitText(text -> text.contains("\"exit\""));

        // Then
        api.get(list()).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void aProtectedProjectKeepsWhatWasSeenButNotWhatWasTyped() throws IOException {
        // Given
        protect();
        api.put("/projects/" + owner.projectId() + "/members/" + owner.accountId(), Map.of("role", "owner"))
                .then()
                .statusCode(200);

        // When
        SocketClient terminal = terminal(api, "{\"type\":\"open\",\"cols\":120,\"rows\":32}", true);
        terminal.awaitBytes(text -> text.contains("size 120x32"));
        terminal.send("{\"type\":\"resize\",\"cols\":100,\"rows\":20}");
        terminal.awaitBytes(text -> text.contains("resized 100x20"));
        terminal.sendBytes("exit\n");
        terminal.awaitText(text -> text.contains("\"exit\""));

        // Then
        Response ended = ended();
        ended.then()
                .body("items[0].actor", equalTo("Person " + number(owner) + " <" + owner.email() + ">"))
                .body("items[0].credential", equalTo("token"))
                .body("items[0].address", equalTo("127.0.0.1"))
                .body("items[0].app", equalTo("shop"))
                .body("items[0].appId", equalTo(app))
                .body("items[0].command", equalTo(""))
                .body("items[0].exitCode", equalTo(0));
        List<JsonNode> lines = cast(ended.path("items[0].id"));
        assertEquals(
                "2 120 32",
                lines.getFirst().path("version").asInt() + " "
                        + lines.getFirst().path("width").asInt() + " "
                        + lines.getFirst().path("height").asInt());
        assertEquals(
                List.of("o size 120x32\r\n", "r 100x20", "o resized 100x20", "o exit\n"),
                lines.stream()
                        .skip(1)
                        .map(event ->
                                event.path(1).asText() + " " + event.path(2).asText())
                        .toList());
    }

    @Test
    void aCommandWithoutATerminalIsKeptAsItWouldLookInOne() throws IOException {
        // Given
        record();

        // When
        SocketClient command =
                terminal(api, "{\"type\":\"open\",\"command\":[\"ls\",\"-l\"],\"tty\":false,\"fresh\":true}", true);
        command.send("{\"type\":\"eof\"}");
        command.awaitText(text -> text.contains("\"exit\""));

        // Then
        Response ended = ended();
        ended.then().body("items[0].command", equalTo("ls -l")).body("items[0].instanceId", nullValue());
        assertEquals("ls -l", cast(ended.path("items[0].id")).getLast().path(2).asText());
    }

    @Test
    void onlyWhoHasThePermissionReadsAndWhoReadsIsInTheAudit() {
        // Given
        String recording = recorded();
        String cast = "/recordings/" + recording + "/cast";
        Api admin = new Api(people.member(owner, Role.ADMIN).token());
        Api deployer = new Api(people.member(owner, Role.DEPLOYER).token());
        People.Person auditor = people.member(owner, Role.VIEWER);
        Api stranger = new Api(people.owner().token());
        String role = api.post(
                        "/teams/" + owner.teamId() + "/roles",
                        Map.of("name", "auditor", "permissions", List.of("team-read", "recordings-read")))
                .path("slug");

        // When
        api.put("/teams/" + owner.teamId() + "/members/" + auditor.accountId(), Map.of("role", role))
                .then()
                .statusCode(200);

        // Then
        for (String path : List.of(cast, "/recordings/" + recording, list())) {
            assertEquals(
                    "200 403 200 404",
                    admin.get(path).statusCode() + " " + deployer.get(path).statusCode() + " "
                            + new Api(auditor.token()).get(path).statusCode() + " "
                            + stranger.get(path).statusCode(),
                    path);
        }
        api.get("/teams/" + owner.teamId() + "/audit")
                .then()
                .body("items.findAll { it.action == 'recording.read' }.target", hasItem(recording));
    }

    @Test
    void aFullRecordingEndsTheTerminal() {
        // Given
        record();
        SocketClient terminal = terminal(api, "{\"type\":\"open\",\"cols\":80,\"rows\":24}", true);

        // When
        for (int times = 0; times < 5; times++) {
            terminal.sendBytes("x".repeat(50_000));
        }

        // Then
        terminal.awaitText(text -> text.contains("\"error\"") && text.contains("has reached 200000 bytes"));
        assertTrue(terminal.closesWithin(Duration.ofSeconds(20)));
        long bytes = ended().<Number>path("items[0].bytes").longValue();
        assertTrue(bytes > 100_000 && bytes <= 250_000, "kept " + bytes);
    }

    @Test
    void theDatabaseHoldsNothingReadableAndPartsFollowTheirTeamsKey() throws IOException {
        // Given
        String recording = recorded();
        List<JsonNode> before = cast(recording);

        // When
        new Api(people.operator().token())
                .post("/keys/rotations", Map.of("what", "data", "teamId", owner.teamId()))
                .then()
                .statusCode(202);
        QuarkusTransaction.requiringNew().call(() -> sealed.renew(owner.teamId(), 100));

        // Then
        assertEquals(before, cast(recording));
        assertFalse(QuarkusTransaction.requiringNew().call(() -> sealed.stale()).contains(owner.teamId()));
        Object readable = QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "select count(*) from recording_part where position('version'::bytea in sealed) > 0",
                                Long.class)
                        .getSingleResult());
        assertEquals(0L, readable);
    }

    @Test
    void aRecordingOutlivesItsAppAndGoesWhenItsTimeIsOver() {
        // Given
        String recording = recorded();
        api.delete("/apps/" + app).then().statusCode(202);
        api.until("/apps/" + app, answer -> answer.statusCode() == 404);

        // When
        recordings.forgetOld();
        int kept = api.get("/recordings/" + recording).statusCode();
        age(recording, Duration.ofDays(31));
        recordings.forgetOld();

        // Then
        assertEquals("200 404", kept + " " + api.get("/recordings/" + recording).statusCode());
        assertEquals(0, parts(recording));
    }

    @Test
    void beyondATeamsRoomTheOldestGo() {
        // Given
        String first = recorded();
        String second = recorded();
        QuarkusTransaction.requiringNew()
                .run(() -> Recording.update("bytes = 150000 where teamId = ?1", owner.teamId()));
        age(first, Duration.ofDays(2));

        // When
        recordings.forgetTooMany();

        // Then
        assertEquals(
                "404 200",
                api.get("/recordings/" + first).statusCode() + " "
                        + api.get("/recordings/" + second).statusCode());
    }

    private void protect() {
        api.patch("/projects/" + owner.projectId(), Map.of("guarded", true))
                .then()
                .statusCode(200)
                .body("recorded", equalTo(false));
    }

    private void record() {
        api.patch("/projects/" + owner.projectId(), Map.of("recorded", true))
                .then()
                .statusCode(200)
                .body("recorded", equalTo(true));
    }

    /** The id of a recording that has ended. */
    private String recorded() {
        record();
        int before = api.get(list()).<List<?>>path("items").size();
        SocketClient terminal = terminal(api, "{\"type\":\"open\",\"cols\":80,\"rows\":24}", true);
        terminal.sendBytes("exit\n");
        terminal.awaitText(text -> text.contains("\"exit\""));
        Response ended = ended();
        assertEquals(before + 1, ended.<List<?>>path("items").size());
        return ended.path("items[0].id");
    }

    private Response ended() {
        return api.until(
                list(),
                answer -> answer.<List<?>>path("items").size() > 0
                        && !answer.<List<Object>>path("items.endedAt").contains(null));
    }

    private SocketClient terminal(Api from, String order, boolean recorded) {
        String ticket = from.post("/apps/" + app + "/tickets", Map.of("action", "terminal"))
                .path("ticket");
        URI address = URI.create("ws://127.0.0.1:" + server.getPort() + "/api/v1/streams/apps/" + app + "/terminal");
        SocketClient socket = SocketClient.open(address, ticket, Surroundings.ORIGIN);
        socket.send(order);
        socket.awaitText(text -> text.contains("\"opened\"") && text.contains("\"recorded\":" + recorded));
        return socket;
    }

    private List<JsonNode> cast(String recording) throws IOException {
        Response answer = api.get("/recordings/" + recording + "/cast");
        answer.then().statusCode(200).contentType("application/x-asciicast");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : answer.asString().split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }

    private void age(String recording, Duration by) {
        QuarkusTransaction.requiringNew()
                .run(() -> Recording.update(
                        "endedAt = ?1, startedAt = ?1 where id = ?2",
                        clock.instant().minus(by),
                        UUID.fromString(recording)));
    }

    private long parts(String recording) {
        return QuarkusTransaction.requiringNew().call(() -> (long)
                database.createNativeQuery("select count(*) from recording_part where recording_id = ?1", Long.class)
                        .setParameter(1, UUID.fromString(recording))
                        .getSingleResult());
    }

    private String list() {
        return "/teams/" + owner.teamId() + "/recordings";
    }

    private static String number(People.Person person) {
        return person.email().replaceAll("\\D", "");
    }
}
