package dev.slipway.host.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void relaysBothWaysAndPassesOnTheEndOfEither(String client) throws Exception {
        // Given: a server that answers only once its caller has ended the request
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                HostPort port = HostPort.take(
                        new PortBinding(server.getLocalPort(), "tcp", "", 0), LOOPBACK.getHostAddress())) {
            Thread.startVirtualThread(() -> echo(server));
            byte[] sent = new byte[300_000];
            Arrays.fill(sent, (byte) 'x');
            // When
            byte[] back;
            try (Socket socket = new Socket(client, port.binding().hostPort())) {
                Thread writer = Thread.startVirtualThread(() -> write(socket, sent));
                back = socket.getInputStream().readAllBytes();
                writer.join();
            }
            // Then
            assertEquals(new String(sent, StandardCharsets.US_ASCII), new String(back, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void closesTheConnectionWhenNobodyListensInside() throws IOException {
        // Given
        int closed;
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            closed = server.getLocalPort();
        }
        try (HostPort port = HostPort.take(new PortBinding(closed, "tcp", "", 0), LOOPBACK.getHostAddress());
                Socket socket = new Socket(LOOPBACK, port.binding().hostPort())) {
            // Then
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void refusesAPortThatSomebodyHasAndFreesItAtTheEnd(String protocol) {
        // Given
        HostPort first = HostPort.take(new PortBinding(80, protocol, "", 0), "127.0.0.1");
        PortBinding same = first.binding();
        // When
        EngineException failure = assertThrows(EngineException.class, () -> HostPort.take(same, "127.0.0.1"));
        // Then
        assertEquals(ErrorKind.CONFLICT, failure.kind());
        assertTrue(HostPort.tryTake(same, "127.0.0.1").isEmpty());
        first.close();
        HostPort.take(same, "127.0.0.1").close();
    }

    @Test
    void listensOnlyWhereAsked() {
        // Given
        try (HostPort port = HostPort.take(new PortBinding(80, "tcp", "127.0.0.2", 0), "127.0.0.1")) {
            // Then
            assertThrows(
                    ConnectException.class,
                    () -> new Socket("127.0.0.1", port.binding().hostPort()).close());
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket caller = server.accept()) {
            caller.getOutputStream().write(caller.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
