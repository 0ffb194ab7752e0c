package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code ./slipway doctor} as people and programs run it. */
class DoctorTest {
    private static final String SLIPWAY = SourceTree.root().resolve("slipway").toString();

    @Test
    void namesWhatIsWrongHowToMendItAndFails() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Map<String, String> settings =
                    Map.of("SLIPWAY_NAME", "doctor", "SLIPWAY_HTTP_PORT", String.valueOf(taken.getLocalPort()));
            // When
            Command forPeople = Command.run(settings, SLIPWAY, "doctor");
            Command forPrograms = Command.run(settings, SLIPWAY, "doctor", "--json");
            // Then
            String port = "port " + taken.getLocalPort() + " for the console";
            assertEquals(1, forPeople.exitCode());
            assertTrue(
                    forPeople.out().contains("  FAIL  " + port + ": in use\n        mend: set SLIPWAY_HTTP_PORT"),
                    forPeople.out());
            assertTrue(forPeople.out().contains("  ok    user namespaces: "), forPeople.out());
            assertEquals(1, forPrograms.exitCode());
            JsonNode all = new ObjectMapper().readTree(forPrograms.out());
            assertFalse(all.path("healthy").asBoolean(true));
            assertEquals("fail", state(all, port));
            assertEquals("ok", state(all, "rights"));
            assertEquals("ok", state(all, "system calls"));
        }
    }

    private static String state(JsonNode all, String check) {
        for (JsonNode finding : all.path("findings")) {
            if (finding.path("check").asText().equals(check)) {
                return finding.path("state").asText();
            }
        }
        throw new AssertionError("no '" + check + "' in " + all);
    }
}
