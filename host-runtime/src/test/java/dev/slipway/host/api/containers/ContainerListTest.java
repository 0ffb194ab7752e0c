package dev.slipway.host.api.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ports of a list's filters. */
class ContainerListTest {
    @Test
    void portsFitByNumberRangeAndProtocol() {
        // Given
        PortWishes wishes = PortWishes.of("publish", List.of("80", "8000-8080/udp"));
        // When / Then
        assertTrue(wishes.fits(List.of("80/tcp")));
        assertTrue(wishes.fits(List.of("1/tcp", "8080/udp")));
        assertFalse(wishes.fits(List.of("80/udp", "8000/tcp", "8081/udp")));
        assertFalse(wishes.fits(List.of()));
        assertTrue(PortWishes.of("publish", List.of()).fits(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "80:80", "80/icmp", "", "1-2-3"})
    void whatIsNoPortIsTheCallersMistake(String text) {
        // Given / When
        EngineException refused = assertThrows(EngineException.class, () -> PortWishes.of("expose", List.of(text)));
        // Then
        assertEquals(
                "invalid filter 'expose=" + text
                        + "': must be a port or a range, with or without a protocol, like 80 or 8000-8080/udp",
                refused.getMessage());
    }
}
