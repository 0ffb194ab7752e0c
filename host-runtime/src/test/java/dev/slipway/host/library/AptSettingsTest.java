package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AptSettingsTest {
    @Test
    void proxiesAndChecksGoIntoContainersAndSecretsDoNot() {
        // Given
        List<String> dump = List.of(
                "Acquire \"\";",
                "Acquire::http::Proxy \"http://proxy.example:3142\";",
                "Acquire::https::Proxy \"http://user:secret@proxy.example:3142\";",
                "Acquire::Check-Valid-Until \"false\";",
                "Acquire::Languages:: \"de\";",
                "DPkg::Post-Invoke:: \"something of the host\";");

        // When
        String settings = AptSettings.forContainers(dump);

        // Then
        assertTrue(settings.contains("Acquire::http::Proxy \"http://proxy.example:3142\";"));
        assertTrue(settings.contains("Acquire::Check-Valid-Until \"false\";"));
        assertFalse(settings.contains("secret"));
        assertFalse(settings.contains("host"));
        assertTrue(AptSettings.warnings(dump).isEmpty());
    }

    @Test
    void aProxyOnLoopbackIsToldLoudly() {
        assertEquals(
                1,
                AptSettings.warnings(List.of("Acquire::http::Proxy \"http://127.0.0.1:3142\";"))
                        .size());
    }
}
