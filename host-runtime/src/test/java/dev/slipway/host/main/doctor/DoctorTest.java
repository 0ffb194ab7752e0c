package dev.slipway.host.main.doctor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import dev.slipway.host.main.doctor.Finding.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the running kernel, which carries an engine in the other tests. */
class DoctorTest {
    private static final Path DATA = Path.of("/var/tmp/slipway-doctor/not/made/yet");

    @BeforeAll
    static void needsRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }

    @Test
    void aKernelThatCarriesAnEngineLacksNothing() {
        // Given / When / Then
        assertDoesNotThrow(Doctor::requireKernel);
    }

    @Test
    void everyAnswerSaysWhatWasFoundAndHowToMendWhatIsWrong() {
        // Given / When
        List<Finding> findings = examine(DATA, 0).findings();
        // Then
        assertTrue(findings.size() > 15, findings::toString);
        for (Finding finding : findings) {
            assertFalse(finding.found().isBlank(), finding::toString);
            assertEquals(finding.state() == State.OK, finding.mend().isEmpty(), finding::toString);
        }
        assertEquals(State.OK, of(findings, "idmapped mounts under /var/tmp").state());
        assertFalse(DATA.toFile().exists(), "the folder was made");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // When
            Doctor doctor = examine(DATA, taken.getLocalPort());
            // Then
            Finding port = of(doctor.findings(), "port " + taken.getLocalPort() + " for apps");
            assertEquals(State.FAIL, port.state());
            assertEquals("set SLIPWAY_APPS_PORT to a free port", port.mend());
            assertFalse(doctor.healthy());
        }
    }

    @Test
    void aFileSystemThatCannotHoldLayersIsRefused() {
        // Given / When: one without space, without inodes to count, and without id mapping
        List<Finding> findings = examine(Path.of("/proc"), 0).findings();
        // Then
        assertEquals(State.FAIL, of(findings, "disk space under /proc").state());
        assertEquals(State.FAIL, of(findings, "idmapped mounts under /proc").state());
    }

    @Test
    void programsGetALineOfJsonForEach() {
        // Given
        Doctor doctor = examine(DATA, 0);
        // When
        List<JsonNode> lines = doctor.json()
                .lines()
                .map(line -> Json.read(line, JsonNode.class))
                .toList();
        // Then
        assertEquals(doctor.findings().size(), lines.size());
        assertEquals("rights", lines.getFirst().path("check").asText());
        assertEquals("ok", lines.getFirst().path("state").asText());
        assertEquals("root", lines.getFirst().path("found").asText());
        assertEquals("  ok    rights: root", doctor.text().lines().findFirst().orElse(""));
    }

    private static Doctor examine(Path data, int port) {
        return Doctor.examine(data, Path.of("/run/slipway-doctor"), "127.0.0.1", port);
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no '" + check + "' in " + findings));
    }
}
