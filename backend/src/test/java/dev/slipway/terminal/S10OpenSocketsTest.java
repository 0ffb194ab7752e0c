package dev.slipway.terminal;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.EventStream;
import dev.slipway.support.GitServer;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was open when somebody lost the right to it is closed, with the reason, whichever way they lost it. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S10OpenSocketsTest {

    /** Sockets are asked about every two seconds; five are promised. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final String SIGNED_OUT = "you were signed out, or your token has ended; sign in again";
    private static final String TOO_LOW = "your role no longer includes this; ask an admin of the team";

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    private People.Person owner;
    private Api api;
    private String app;
    private String build;

    @BeforeEach
    void aRunningApp() {
        owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("open-sockets", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url));
            Response running = api.untilApp(app, "running");
            build = running.path("latestBuild.id");
        }
    }

    @Test
    void aRevokedTokenClosesTerminalLogsAndEvents() {
        // Given
        Response issued = api.post("/tokens", Map.of("name", "laptop"));
        Api laptop = new Api(issued.path("token"));
        SocketClient terminal = shell(laptop.request());
        SocketClient logs = follow(laptop.request());
        SocketClient buildLog =
                socket("/builds/" + build + "/log", ticket(laptop.request(), "/builds/" + build, "log"));
        EventStream events = EventStream.open(server.resolve("/api/v1/events"), laptop.token(), null);

        // When
        api.delete("/tokens/" + issued.path("id")).then().statusCode(204);

        // Then
        assertAll(
                () -> assertCloses(terminal, SIGNED_OUT),
                () -> assertCloses(logs, SIGNED_OUT),
                () -> assertCloses(buildLog, SIGNED_OUT),
                () -> assertTrue(events.endsWithin(PROMISED), "the events went on"));
    }

    @Test
    void aRevokedSessionClosesItsSocketsAndNoOthers() {
        // Given
        String laptop = signIn(owner);
        String phone = signIn(owner);
        SocketClient lost = shell(session(laptop));
        SocketClient kept = shell(session(phone));
        List<String> others = session(phone).get("/api/v1/sessions").path("items.findAll { !it.current }.id");

        // When
        session(phone).delete("/api/v1/sessions/" + others.getFirst()).then().statusCode(204);

        // Then
        assertCloses(lost, SIGNED_OUT);
        kept.sendBytes("still here");
        kept.awaitBytes(text -> text.equals("still here"));
        kept.close();
    }

    @Test
    void signingOutClosesWhatTheBrowserHadOpen() {
        // Given
        String browser = signIn(owner);
        SocketClient terminal = shell(session(browser));

        // When
        session(browser).delete("/api/v1/sessions/current").then().statusCode(204);

        // Then
        assertCloses(terminal, SIGNED_OUT);
    }

    @Test
    void whoeverIsRemovedOrLoweredOrWhoseTokenEndsLosesTheTerminal() {
        // Given
        People.Person removed = people.member(owner, Role.DEPLOYER);
        People.Person lowered = people.member(owner, Role.ADMIN);
        People.Person ended = people.member(owner, Role.ADMIN);
        SocketClient ofRemoved = shell(new Api(removed.token()).request());
        SocketClient ofLowered = shell(new Api(lowered.token()).request());
        SocketClient ofEnded = shell(new Api(ended.token()).request());
        String members = "/teams/" + owner.teamId() + "/members/";

        // When
        api.delete(members + removed.accountId()).then().statusCode(204);
        api.put(members + lowered.accountId(), Map.of("role", "viewer")).then().statusCode(200);
        people.expireTokens(ended);

        // Then
        assertAll(
                () -> assertCloses(ofRemoved, TOO_LOW),
                () -> assertCloses(ofLowered, TOO_LOW),
                () -> assertCloses(ofEnded, SIGNED_OUT));
    }

    @Test
    void aProjectThatBecomesProtectedClosesTheTerminalsOfThoseWithoutARoleInIt() {
        // Given
        People.Person deployer = people.member(owner, Role.DEPLOYER);
        Api theirs = new Api(people.token(deployer, new Scope(owner.teamId(), null, null), A_DAY));
        SocketClient terminal = shell(theirs.request());
        SocketClient logs = follow(theirs.request());

        // When
        api.patch("/projects/" + owner.projectId(), Map.of("guarded", true))
                .then()
                .statusCode(200);

        // Then
        assertCloses(terminal, TOO_LOW);
        assertFalse(logs.closesWithin(Duration.ZERO), "a viewer may read logs");
        logs.close();
    }

    @Test
    void aDeploymentEndsTheShellsInTheInstancesItReplacesAndLogsGoOn() {
        // Given
        SocketClient terminal = shell(api.request());
        SocketClient alone = socket("/apps/" + app + "/terminal", ticket(api.request(), "/apps/" + app, "terminal"));
        alone.send("{\"type\":\"open\",\"command\":[\"migrate\"],\"fresh\":true}");
        alone.awaitText(text -> text.contains("opened"));
        SocketClient logs = follow(api.request());

        // When
        api.post("/apps/" + app + "/releases", Map.of("fromRelease", 1)).then().statusCode(202);

        // Then
        terminal.awaitText(text -> text.contains("\"type\":\"error\"")
                && text.contains("release 1 has replaced this instance; open a new shell for the new one"));
        assertTrue(terminal.closesWithin(PROMISED));
        logs.awaitText(text -> text.contains("listening on"));
        alone.sendBytes("still migrating");
        alone.awaitBytes(text -> text.equals("still migrating"));
        shell(api.request()).close();
        logs.close();
        alone.close();
    }

    private static void assertCloses(SocketClient socket, String why) {
        assertTrue(socket.closesWithin(PROMISED), "still open; it should say: " + why);
        assertEquals("1008 " + why, socket.ending());
    }

    private SocketClient shell(RequestSpecification request) {
        SocketClient socket = socket("/apps/" + app + "/terminal", ticket(request, "/apps/" + app, "terminal"));
        socket.send("{\"type\":\"open\",\"cols\":80,\"rows\":24}");
        socket.awaitText(text -> text.contains("opened"));
        return socket;
    }

    private SocketClient follow(RequestSpecification request) {
        SocketClient socket = socket("/apps/" + app + "/logs", ticket(request, "/apps/" + app, "logs"));
        socket.send("{\"type\":\"from\",\"cursor\":null,\"tail\":10}");
        socket.awaitText(text -> text.contains("\"type\":\"line\""));
        return socket;
    }

    private SocketClient socket(String path, String ticket) {
        URI address = URI.create("ws://127.0.0.1:" + server.getPort() + "/api/v1/streams" + path);
        return SocketClient.open(address, ticket, Surroundings.ORIGIN);
    }

    private static String ticket(RequestSpecification request, String target, String action) {
        Response answer = request.body(Map.of("action", action)).post("/api/v1" + target + "/tickets");
        answer.then().statusCode(201);
        return answer.path("ticket");
    }

    private static String signIn(People.Person person) {
        Response answer = given().contentType(ContentType.JSON)
                .header("Origin", Surroundings.ORIGIN)
                .body(Map.of("email", person.email(), "password", People.PASSWORD))
                .post("/api/v1/sessions");
        answer.then().statusCode(201);
        return answer.getCookie("slipway_session");
    }

    private static RequestSpecification session(String cookie) {
        return given().contentType(ContentType.JSON)
                .header("Origin", Surroundings.ORIGIN)
                .cookie("slipway_session", cookie);
    }
}
