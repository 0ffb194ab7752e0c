package dev.slipway.host.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.api.UnixHttp.Answer;
import dev.slipway.host.api.containers.ContainersResource;
import dev.slipway.host.api.containers.LifecycleResource;
import dev.slipway.host.api.containers.OutputResource;
import dev.slipway.host.api.images.TransferResource;
import dev.slipway.host.api.networks.NetworksResource;
import dev.slipway.host.api.system.Elsewhere;
import dev.slipway.host.api.system.EventsResource;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.Json;
import dev.slipway.host.events.EventLog;
import dev.slipway.host.events.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sockets over twins of the rooms behind them. */
class DoorsTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String TEAM_A = "X-Slipway-Tenant: team-a\r\n" + JSON;
    private static final String TEAM_B = "X-Slipway-Tenant: team-b\r\n" + JSON;
    private static final String BODY = "{\"Image\":\"busybox\",\"Cmd\":[\"echo\",\"hi\"]}";

    @TempDir
    private Path folder;

    private final TestingContainers containers = new TestingContainers();
    private final EventLog events = new EventLog();
    private final TestingNetworks networks = new TestingNetworks();
    private final TestingLibrary library = new TestingLibrary();
    private final Doors doors = new Doors(List.of(
            new ContainersResource(containers, library, networks, Clock.systemUTC(), new PruneEvents(events)),
            new LifecycleResource(containers),
            new OutputResource(containers),
            new TransferResource(library, (tenant, request, context, output) -> ""),
            new NetworksResource(networks, containers, events),
            new EventsResource(events),
            new Elsewhere()));

    @BeforeEach
    void open() {
        doors.openForOperator(folder.resolve("engine.sock"));
        doors.openForTenants(folder.resolve("tenant.sock"));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    private Answer operator(String method, String target, String body) throws IOException {
        return UnixHttp.send(folder.resolve("engine.sock"), method, target, JSON, body);
    }

    private Answer tenant(String headers, String method, String target, String body) throws IOException {
        return UnixHttp.send(folder.resolve("tenant.sock"), method, target, headers, body);
    }

    private static JsonNode json(Answer answer) {
        return Json.read(answer.body(), JsonNode.class);
    }

    @Test
    void aContainerIsMadeAndShown() throws Exception {
        // Given
        Answer made = operator("POST", "/v1.50/containers/create?name=web", BODY);
        String id = json(made).path("Id").asText();
        // When
        JsonNode shown = json(operator("GET", "/v1.50/containers/web/json", ""));
        // Then
        assertEquals(201, made.status());
        assertEquals(id, shown.path("Id").asText());
        assertEquals("/web", shown.path("Name").asText());
        assertEquals("echo", shown.path("Path").asText());
        assertEquals("created", shown.path("State").path("Status").asText());
        assertEquals(
                "bridge",
                shown.path("NetworkSettings").path("Networks").fieldNames().next());
    }

    @Test
    void everyAnswerSaysWhatServes() throws Exception {
        // Given / When
        Answer answer = operator("GET", "/no/such/door", "");
        // Then
        assertEquals(404, answer.status());
        assertEquals("{\"message\":\"page not found\"}\n", answer.body());
        assertTrue(answer.head().contains("Api-Version: 1.50\r\n"), answer.head());
        assertTrue(answer.head().contains("Ostype: linux\r\n"), answer.head());
    }

    @Test
    void versionsOutsideTheServedOnesAreRefusedInDockersWords() throws Exception {
        // Given / When / Then
        assertEquals(
                "{\"message\":\"client version 1.60 is too new. Maximum supported API version is 1.50\"}\n",
                operator("GET", "/v1.60/containers/json", "").body());
        assertEquals(400, operator("GET", "/v1.12/containers/json", "").status());
        assertEquals(200, operator("GET", "/v1.24/containers/json", "").status());
    }

    @Test
    void startingTwiceIsNotModifiedAndHasNoBody() throws Exception {
        // Given
        operator("POST", "/containers/create?name=web", BODY);
        operator("POST", "/containers/web/start", "");
        // When
        Answer again = operator("POST", "/containers/web/start", "");
        // Then
        assertEquals(304, again.status());
        assertEquals("", again.body());
    }

    @Test
    void aMissingContainerAndAMissingImageAreNotFound() throws Exception {
        // Given / When / Then
        assertEquals(
                "{\"message\":\"No such container: nope\"}\n",
                operator("GET", "/containers/nope/json", "").body());
        assertEquals(
                404,
                operator("POST", "/containers/create", BODY.replace("busybox", "nope"))
                        .status());
    }

    @Test
    void aPullThatFailsAtOnceHasItsStatusAndOneThatFailsLaterSaysSoInTheStream() throws Exception {
        // Given / When
        Answer atOnce = operator("POST", "/images/create?fromImage=missing&tag=1", "");
        Answer later = operator("POST", "/images/create?fromImage=broken&tag=1", "");
        // Then
        assertEquals(404, atOnce.status());
        assertEquals(200, later.status());
        assertTrue(
                later.body().endsWith("\"error\":\"the registry broke\"}\r\n")
                        || later.body().contains("\"errorDetail\":{\"message\":\"the registry broke\"}"),
                later.body());
    }

    @Test
    void eventsOfThePastEndAtUntil() throws Exception {
        // Given
        events.publish(Events.Event.now("container", "die", "f".repeat(64), "", Map.of("exitCode", "3")));
        // When
        Answer past = operator(
                "GET",
                "/events?since=1&until="
                        + Clock.systemUTC().instant().plusSeconds(1).getEpochSecond(),
                "");
        // Then
        JsonNode event = json(past);
        assertEquals("die", event.path("status").asText());
        assertEquals(
                "3", event.path("Actor").path("Attributes").path("exitCode").asText());
    }

    @Test
    void filtersThatAreNotKnownAreRefused() throws Exception {
        // Given / When
        Answer refused = operator("GET", "/containers/json?filters=%7B%22colour%22%3A%5B%22red%22%5D%7D", "");
        // Then
        assertEquals("{\"message\":\"invalid filter 'colour'\"}\n", refused.body());
    }

    @Test
    void buildKitIsAnsweredWithWhatToDo() throws Exception {
        // Given / When
        Answer refused = operator("POST", "/grpc", "");
        // Then
        assertEquals(501, refused.status());
        assertTrue(refused.body().contains("DOCKER_BUILDKIT=0"), refused.body());
    }

    @Test
    void aTenantMustSayWhoItIs() throws Exception {
        // Given / When / Then
        assertEquals(400, tenant(JSON, "GET", "/containers/json", "").status());
        assertEquals(
                400,
                tenant("X-Slipway-Tenant: ../root\r\n", "GET", "/containers/json", "")
                        .status());
        assertEquals(200, tenant(TEAM_A, "GET", "/containers/json", "").status());
    }

    @Test
    void anotherTenantsContainerIsAsUnknownAsNone() throws Exception {
        // Given
        String id = json(tenant(TEAM_A, "POST", "/containers/create?name=mine", BODY))
                .path("Id")
                .asText();
        // When
        Answer foreign = tenant(TEAM_B, "GET", "/containers/" + id + "/json", "");
        Answer random = tenant(TEAM_B, "GET", "/containers/" + "e".repeat(64) + "/json", "");
        // Then
        assertEquals(404, foreign.status());
        assertEquals(random.body().replace("e".repeat(64), id), foreign.body());
        assertEquals(404, tenant(TEAM_B, "DELETE", "/containers/" + id, "").status());
        assertEquals("[]\n", tenant(TEAM_B, "GET", "/containers/json?all=1", "").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /containers/x/update",
                "POST /containers/x/rename",
                "GET /networks",
                "POST /networks/create",
                "POST /images/load",
                "GET /images/get?names=busybox",
                "GET /volumes",
                "POST /commit?container=x",
                "GET /containers/x/export",
                "GET /system/df",
                "POST /containers/prune",
                "GET /containers/x/archive?path=/",
                "PUT /containers/x/archive?path=/"
            })
    void whatIsNotOnTheTenantsListDoesNotExistForIt(String route) throws Exception {
        // Given
        String[] parts = route.split(" ");
        // When
        Answer answer = tenant(TEAM_A, parts[0], parts[1], "");
        // Then
        assertEquals("{\"message\":\"page not found\"}\n", answer.body());
    }

    @Test
    void aTenantsLimitsAreForcedAndItsPowerIsNot() throws Exception {
        // Given / When
        Answer made = tenant(TEAM_A, "POST", "/containers/create?name=mine", BODY);
        Answer refused = tenant(
                TEAM_A, "POST", "/containers/create", "{\"Image\":\"busybox\",\"HostConfig\":{\"Privileged\":true}}");
        Answer twice = tenant(TEAM_A, "POST", "/containers/create", "{\"Image\":\"busybox\",\"Image\":\"busybox\"}");
        // Then
        assertEquals(201, made.status());
        assertEquals(
                256,
                json(tenant(TEAM_A, "GET", "/containers/mine/json", ""))
                        .path("HostConfig")
                        .path("PidsLimit")
                        .asInt());
        assertEquals(
                "{\"message\":\"field 'HostConfig.Privileged' is not allowed for a tenant: leave it out\"}\n",
                refused.body());
        assertEquals(400, twice.status());
        assertTrue(twice.body().contains("'Image'"), twice.body());
    }
}
