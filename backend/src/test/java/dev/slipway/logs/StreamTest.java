package dev.slipway.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets: who gets in, what comes out, and when they are closed. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class StreamTest {

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
            String url = git.commit("streams", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url));
            Response running = api.untilApp(app, "running");
            build = running.path("latestBuild.id");
        }
    }

    @Test
    void logsFollowFromTheBeginningAndGoOnAtTheCursor() {
        // Given
        SocketClient first = open("/apps/" + app + "/logs", ticket("logs"), Surroundings.ORIGIN);
        first.send("{\"type\":\"from\",\"cursor\":null,\"tail\":10}");
        String line = first.awaitText(text -> text.contains("listening on"));
        String cursor = line.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        first.close();

        // When
        SocketClient second = open("/apps/" + app + "/logs", ticket("logs"), Surroundings.ORIGIN);
        second.send("{\"type\":\"from\",\"cursor\":\"" + cursor + "\",\"tail\":10}");

        // Then
        assertTrue(line.contains("\"type\":\"line\""));
        assertFalse(second.sees(text -> text.contains("listening on"), Duration.ofMillis(1500)));
        second.close();
    }

    @Test
    void aFinishedBuildsLogEndsWithItsStatus() {
        // Given
        SocketClient socket = open("/builds/" + build + "/log", buildTicket(), Surroundings.ORIGIN);

        // When
        socket.send("{\"type\":\"from\",\"cursor\":null,\"tail\":500}");

        // Then
        socket.awaitText(text -> text.contains("Step 1/2"));
        socket.awaitText(text -> text.contains("\"type\":\"end\"") && text.contains("succeeded"));
        socket.close();
    }

    @Test
    void aTerminalHasItsSizeFromTheFirstByteAndSaysHowItEnded() {
        // Given
        SocketClient socket = open("/apps/" + app + "/terminal", ticket("terminal"), Surroundings.ORIGIN);

        // When
        socket.send("{\"type\":\"open\",\"cols\":120,\"rows\":32}");
        socket.awaitText(text -> text.contains("opened"));
        socket.awaitBytes(text -> text.contains("size 120x32"));
        socket.send("{\"type\":\"resize\",\"cols\":100,\"rows\":20}");
        socket.awaitBytes(text -> text.contains("resized 100x20"));
        socket.sendBytes("exit\n");

        // Then
        socket.awaitText(text -> text.contains("\"type\":\"exit\"") && text.contains("\"code\":0"));
        socket.close();
    }

    @Test
    void aCommandRunsInAnInstanceOrInAContainerOfItsOwnAndItsInputCanEnd() {
        // Given
        SocketClient inside = open("/apps/" + app + "/terminal", ticket("terminal"), Surroundings.ORIGIN);
        SocketClient fresh = open("/apps/" + app + "/terminal", ticket("terminal"), Surroundings.ORIGIN);

        // When
        inside.send("{\"type\":\"open\",\"command\":[\"ls\",\"-l\"],\"tty\":false}");
        fresh.send("{\"type\":\"open\",\"command\":[\"migrate\"],\"fresh\":true}");

        // Then
        inside.awaitBytes(text -> text.equals("\u0001ls -l"));
        inside.send("{\"type\":\"eof\"}");
        inside.awaitText(text -> text.contains("\"type\":\"exit\""));
        fresh.awaitBytes(text -> text.equals("migrate"));
        fresh.close();
        inside.close();
    }

    @Test
    void anOrderThatMakesNoSenseIsRefusedInWords() {
        // Given
        SocketClient socket = open("/apps/" + app + "/terminal", ticket("terminal"), Surroundings.ORIGIN);

        // When
        socket.send("{\"type\":\"open\",\"fresh\":true}");

        // Then
        socket.awaitText(text -> text.contains("\"type\":\"error\"") && text.contains("command: is missing"));
        assertTrue(socket.closesWithin(Duration.ofSeconds(5)));
    }

    @Test
    void linesSinceAMomentAreAllLinesSinceThen() {
        // When
        List<String> all =
                api.get("/apps/" + app + "/logs?since=2020-01-01T00:00:00Z").path("items.text");
        List<String> none =
                api.get("/apps/" + app + "/logs?since=2100-01-01T00:00:00Z").path("items.text");
        Response wrong = api.get("/apps/" + app + "/logs?since=yesterday");

        // Then
        assertTrue(all.stream().anyMatch(line -> line.contains("listening on")), all.toString());
        assertEquals(List.of(), none);
        assertEquals("400 since", wrong.statusCode() + " " + wrong.path("errors[0].field"));
    }

    @Test
    void aForeignMissingOrNullOriginIsRefused() {
        // Given
        String path = "/apps/" + app + "/logs";

        // When
        int foreign = SocketClient.refusal(uri(path), ticket("logs"), "https://evil.example");
        int missing = SocketClient.refusal(uri(path), ticket("logs"), null);
        int nothing = SocketClient.refusal(uri(path), ticket("logs"), "null");
        int sibling = SocketClient.refusal(uri(path), ticket("logs"), "http://x.console.test");

        // Then
        assertEquals("403 403 403 403", foreign + " " + missing + " " + nothing + " " + sibling);
    }

    @Test
    void aTicketWorksOnceForOneActionAndOneTarget() {
        // Given
        String used = ticket("logs");
        open("/apps/" + app + "/logs", used, Surroundings.ORIGIN).close();

        // When
        int replay = SocketClient.refusal(uri("/apps/" + app + "/logs"), used, Surroundings.ORIGIN);
        int action = SocketClient.refusal(uri("/apps/" + app + "/terminal"), ticket("logs"), Surroundings.ORIGIN);
        int target = SocketClient.refusal(uri("/builds/" + build + "/log"), ticket("logs"), Surroundings.ORIGIN);
        int madeUp = SocketClient.refusal(uri("/apps/" + app + "/logs"), "abc", Surroundings.ORIGIN);

        // Then
        assertEquals("403 403 403 403", replay + " " + action + " " + target + " " + madeUp);
    }

    @Test
    void aLoweredRoleClosesAnOpenTerminalWithinFiveSeconds() {
        // Given
        People.Person deployer = people.member(owner, Role.DEPLOYER);
        String ticket = new Api(deployer.token())
                .post("/apps/" + app + "/tickets", Map.of("action", "terminal"))
                .path("ticket");
        SocketClient socket = open("/apps/" + app + "/terminal", ticket, Surroundings.ORIGIN);
        socket.send("{\"type\":\"open\",\"cols\":80,\"rows\":24}");
        socket.awaitText(text -> text.contains("opened"));

        // When
        people.change(deployer, Role.VIEWER);

        // Then
        assertTrue(socket.closesWithin(Duration.ofSeconds(5)));
    }

    private SocketClient open(String path, String ticket, String origin) {
        return SocketClient.open(uri(path), ticket, origin);
    }

    private URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + server.getPort() + "/api/v1/streams" + path);
    }

    private String ticket(String action) {
        return api.post("/apps/" + app + "/tickets", Map.of("action", action)).path("ticket");
    }

    private String buildTicket() {
        return api.post("/builds/" + build + "/tickets", Map.of("action", "log"))
                .path("ticket");
    }
}
