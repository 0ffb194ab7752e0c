package dev.slipway.host.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutWordsTheDefaultEngineIsServed() {
        // Given / When
        Options options = Options.parse(List.of());
        // Then
        assertEquals(Options.Command.SERVE, options.command());
        assertEquals(Path.of("/var/lib/slipway/slipway"), options.dataRoot());
        assertEquals(Path.of("/run/slipway/engine.sock"), options.socket());
        assertEquals(8000, options.routerPort());
    }

    @Test
    void anotherNameMovesEverythingThatHasNoPlaceOfItsOwn() {
        // Given / When
        Options options = Options.parse(List.of("down", "--name", "two", "--router-port=0", "--socket", "/tmp/e.sock"));
        // Then
        assertEquals(Options.Command.DOWN, options.command());
        assertEquals(Path.of("/var/lib/slipway/two"), options.dataRoot());
        assertEquals(Path.of("/run/slipway-two/tenant.sock"), options.tenantSocket());
        assertEquals(Path.of("/tmp/e.sock"), options.socket());
        assertEquals(0, options.routerPort());
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        // Given / When / Then
        assertEquals("unknown option '--nmae'; --help lists them", refusal("--nmae", "x"));
        assertEquals("option '--name' needs a value", refusal("--name"));
        assertEquals("invalid port '70000': must be 0 to 65535", refusal("--router-port", "70000"));
        assertEquals(
                "invalid engine name '../x': 1 to 32 lower-case letters, digits, dashes", refusal("--name", "../x"));
    }

    private static String refusal(String... words) {
        return String.valueOf(assertThrows(EngineException.class, () -> Options.parse(List.of(words)))
                .getMessage());
    }
}
