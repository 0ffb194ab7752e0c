package dev.slipway.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.RawSocket;
import dev.slipway.support.SocketClient;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S27: sockets withstand exhaustion. Each attack goes over a real connection, and somebody else's terminal answers meanwhile. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S27SocketLimitsTest {

    private static final String OPEN = "{\"type\":\"open\",\"cols\":80,\"rows\":24}";
    private static final long GIGABYTE = 1 << 30;
    private static final int FLOOD = 100_000;
    private static final int LARGE = 60_000;

    @TestHTTPResource
    URI server;

    @Inject
    People people;

    private Api api;
    private String app;
    private SocketClient other;

    @BeforeEach
    void aRunningAppWithSomebodyInIt() {
        People.Person owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("sockets", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url));
            api.untilApp(app, "running");
        }
        other = SocketClient.open(uri("terminal"), ticket("terminal"), Surroundings.ORIGIN);
        other.send(OPEN);
        other.awaitBytes(text -> text.contains("size 80x24"));
    }

    @AfterEach
    void theOtherIsServedStill() {
        other.sendBytes("still there?");
        other.awaitBytes(text -> text.equals("still there?"));
        other.close();
    }

    @Test
    void aFrameOfAGigabyteIsRefusedByItsHeader() throws IOException {
        try (RawSocket socket = open("terminal")) {
            socket.announce(RawSocket.BINARY, GIGABYTE);
            assertEquals("1009 a message may have 65536 bytes", socket.awaitClose());
        }
    }

    @Test
    void aMessageInManyPiecesIsNoLargerThanOneInOne() throws IOException {
        try (RawSocket socket = open("terminal")) {
            socket.send(RawSocket.TEXT, bytes(OPEN));
            socket.piece(RawSocket.BINARY, new byte[LARGE], false);
            socket.piece(0, new byte[LARGE], true);
            socket.flush();
            assertEquals("1009 a message may have 65536 bytes", socket.awaitClose());
        }
    }

    @Test
    void aFloodOfTinyMessagesIsClosed() throws IOException {
        try (RawSocket socket = open("terminal")) {
            socket.send(RawSocket.TEXT, bytes(OPEN));
            flood(socket, RawSocket.BINARY);
            assertEquals(
                    "1008 too many small messages: send at most 2000 a second, or larger ones", socket.awaitClose());
        }
    }

    @Test
    void aFloodOfPingsIsClosed() throws IOException {
        try (RawSocket socket = open("terminal")) {
            flood(socket, RawSocket.PING);
            assertTrue(socket.awaitClose().startsWith("1008 too many small messages"));
        }
    }

    @Test
    void aLogTakesAFewTextsAndNothingElse() throws IOException {
        try (RawSocket talking = open("logs");
                RawSocket typing = open("logs")) {
            flood(talking, RawSocket.TEXT);
            typing.send(RawSocket.BINARY, bytes("x"));
            typing.flush();
            assertEquals("1008 this socket takes 16 messages, and the first decides", talking.awaitClose());
            assertEquals("1003 this socket takes text only", typing.awaitClose());
        }
    }

    /** The echo of what is typed fills the way back, then the program is not read, then the client cannot write any more. */
    @Test
    void whoDoesNotReadIsHeldBackAndThenClosed() throws IOException {
        try (RawSocket socket = open("terminal")) {
            socket.send(RawSocket.TEXT, bytes(OPEN));
            long[] sent = new long[1];
            assertThrows(IOException.class, () -> {
                while (sent[0] < GIGABYTE) {
                    socket.send(RawSocket.BINARY, new byte[LARGE]);
                    socket.flush();
                    sent[0] += LARGE;
                }
            });
            // What kernels hold of both ways, and a few dozen messages.
            assertTrue(sent[0] < 64 << 20, sent[0] + " bytes were taken");
        }
    }

    /** Until the server has had enough, which breaks the connection in the middle of it. */
    private static void flood(RawSocket socket, int kind) {
        try {
            for (int i = 0; i < FLOOD; i++) {
                socket.send(kind, bytes("x"));
            }
            socket.flush();
        } catch (IOException closed) {
            // Its last word is read by whoever asked for the flood.
        }
    }

    private RawSocket open(String action) throws IOException {
        return new RawSocket(uri(action), ticket(action), Surroundings.ORIGIN);
    }

    private URI uri(String action) {
        return URI.create("ws://127.0.0.1:" + server.getPort() + "/api/v1/streams/apps/" + app + "/" + action);
    }

    private String ticket(String action) {
        return api.post("/apps/" + app + "/tickets", Map.of("action", action)).path("ticket");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
