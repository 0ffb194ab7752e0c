package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortProbeTest {
    private static final String ADDRESS = "127.0.0.1";
    private static final Duration AMPLE = Duration.ofSeconds(30);

    @Test
    void aPortIsHealthyWhenItTakesAConnection() throws IOException {
        // Given
        try (ServerSocket server = server();
                Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(ADDRESS, 0));
            // Then
            assertTrue(PortProbe.look(ADDRESS, new HealthTest.Port(server.getLocalPort(), Optional.empty()), AMPLE)
                    .healthy());
            assertFalse(PortProbe.look(ADDRESS, new HealthTest.Port(deaf.getLocalPort(), Optional.empty()), AMPLE)
                    .healthy());
        }
    }

    @Test
    void anHttpAnswerDecidesByItsStatus() throws IOException {
        // Then
        assertEquals(
                "GET /health was answered with 204",
                ask("HTTP/1.1 204 No Content\r\n\r\n").words());
        assertTrue(ask("HTTP/1.1 204 No Content\r\n\r\n").healthy());
        assertTrue(ask("HTTP/1.0 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n")
                .healthy());
        assertFalse(ask("HTTP/1.1 404 Not Found\r\n\r\n").healthy());
        assertFalse(ask("HTTP/1.1 503 Service Unavailable\r\n\r\n").healthy());
        assertEquals(
                "the answer to GET /health is no HTTP", ask("SSH-2.0-x\r\n").words());
        assertFalse(ask("x".repeat(100_000)).healthy());
    }

    @Test
    void aSilentServerFailsAtTheDeadline() throws IOException {
        // Given
        try (ServerSocket server = server()) {
            HealthTest.Port test = new HealthTest.Port(server.getLocalPort(), Optional.of("/"));
            // Then
            assertFalse(PortProbe.look(ADDRESS, test, Duration.ofMillis(50)).healthy());
        }
    }

    @Test
    void readsOurOwnChecksAndRefusesWhatCouldForgeARequest() {
        // Then
        assertEquals(new HealthTest.Port(8080, Optional.empty()), HealthTest.of(List.of("TCP", "8080")));
        assertEquals(new HealthTest.Port(80, Optional.of("/up?x=1")), HealthTest.of(List.of("HTTP", "80", "/up?x=1")));
        for (List<String> bad : List.of(
                List.of("TCP"),
                List.of("TCP", "0"),
                List.of("TCP", "65536"),
                List.of("TCP", "-1"),
                List.of("TCP", "80", "/"),
                List.of("HTTP", "80"),
                List.of("HTTP", "80", "health"),
                List.of("HTTP", "80", "/ HTTP/1.1\r\nX: y"),
                List.of("CMD"),
                List.of("CMD-SHELL"),
                List.of("UDP", "53"))) {
            assertThrows(EngineException.class, () -> HealthTest.of(bad), bad.toString());
        }
    }

    @Test
    void restartOfTheUnhealthyNeedsAPolicyAndACheck() {
        // Given
        Map<String, String> wish = Map.of(UnhealthyRule.LABEL, "true");
        RestartRule always = new RestartRule(RestartRule.Kind.ALWAYS, 0);
        RestartRule no = new RestartRule(RestartRule.Kind.NO, 0);
        // Then
        UnhealthyRule.check(wish, always, true);
        UnhealthyRule.check(null, no, false);
        assertThrows(EngineException.class, () -> UnhealthyRule.check(wish, no, true));
        assertThrows(EngineException.class, () -> UnhealthyRule.check(wish, always, false));
        assertThrows(
                EngineException.class, () -> UnhealthyRule.check(Map.of(UnhealthyRule.LABEL, "yes"), always, true));
    }

    private static PortProbe.Finding ask(String answer) throws IOException {
        try (ServerSocket server = server()) {
            Thread.startVirtualThread(() -> answer(server, answer));
            return PortProbe.look(ADDRESS, new HealthTest.Port(server.getLocalPort(), Optional.of("/health")), AMPLE);
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException gone) {
            // The probe has seen enough.
        }
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getByName(ADDRESS));
    }
}
