package dev.slipway.tenancy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.support.Api;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The matrix of {@link DoorMatrixTest} over every WebSocket there is: the ticket, and then the upgrade itself. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SocketMatrixTest {

    @TestHTTPResource
    URI server;

    @Inject
    Doors doors;

    @Inject
    People people;

    @Inject
    Visitors visitors;

    @ParameterizedTest
    @EnumSource(Visitor.class)
    void everySocketOpensForWhomItsActionSays(Visitor visitor) {
        // Given
        List<Doors.Socket> sockets = doors.sockets();

        // When
        Stream<Executable> checks = sockets.stream().map(socket -> () -> {
            StreamAction action = action(socket);
            Visitor.Verdict expected = visitor.expected(action.permission());
            Response ticket = ticket(socket, visitors.credential(visitor, action.permission()));
            assertTrue(
                    expected.allows(ticket.statusCode(), false),
                    visitor + " got " + ticket.statusCode() + " for a ticket of " + socket.path());
            String text = ticket.statusCode() == 201 ? ticket.path("ticket") : "none";
            assertEquals(
                    expected == Visitor.Verdict.PASS ? 101 : 403,
                    SocketClient.refusal(uri(socket), text, Surroundings.ORIGIN),
                    visitor + " at " + socket.path());
        });

        // Then
        assertTrue(sockets.size() > 2, "found " + sockets.size());
        assertAll(checks);
    }

    @Test
    void aTicketIsWorthlessOnceItsTokenHasEnded() {
        // When
        Stream<Executable> checks = doors.sockets().stream().map(socket -> () -> {
            People.Person admin = people.member(visitors.person(Visitor.ADMIN), Role.ADMIN);
            String ticket = ticket(socket, admin.token()).path("ticket");
            people.expireTokens(admin);
            assertEquals(403, SocketClient.refusal(uri(socket), ticket, Surroundings.ORIGIN), socket.path());
        });

        // Then
        assertAll(checks);
    }

    @Test
    void aTicketIsWorthlessOnceItsHolderHasLeftTheTeam() {
        // When
        Stream<Executable> checks = doors.sockets().stream().map(socket -> () -> {
            People.Person admin = people.member(visitors.person(Visitor.ADMIN), Role.ADMIN);
            String ticket = ticket(socket, admin.token()).path("ticket");
            people.leave(admin);
            assertEquals(403, SocketClient.refusal(uri(socket), ticket, Surroundings.ORIGIN), socket.path());
        });

        // Then
        assertAll(checks);
    }

    private static StreamAction action(Doors.Socket socket) {
        return StreamAction.of(socket.endpointId()).orElseThrow();
    }

    /** Asked for where the socket's target is: {@code /apps/{appId}/tickets}. */
    private Response ticket(Doors.Socket socket, String credential) {
        StreamAction action = action(socket);
        String target = "{" + action.parameter() + "}";
        String noun = socket.path().replaceFirst("^/api/v1/streams", "");
        String door = filled(noun.substring(0, noun.indexOf(target) + target.length())) + "/tickets";
        return new Api(credential).post(door, Map.of("action", action.word()));
    }

    private URI uri(Doors.Socket socket) {
        return URI.create("ws://127.0.0.1:" + server.getPort() + filled(socket.path()));
    }

    private String filled(String path) {
        Operation get = new Operation("GET", path, JsonNodeFactory.instance.objectNode());
        return path.replace("{appId}", visitors.target("appId", get))
                .replace("{buildId}", visitors.target("buildId", get));
    }
}
