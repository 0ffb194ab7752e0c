package dev.slipway.host.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.BuildLimits;
import java.nio.file.Path;
import java.time.Duration;
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
    void anOperatorBoundsBuilds() {
        // Given / When
        BuildLimits limits = Options.parse(
                        List.of("--builds", "2", "--build-memory", "512m", "--build-disk=3G", "--build-minutes", "5"))
                .builds();
        // Then
        assertEquals(2, limits.builds());
        assertEquals(512L << 20, limits.memoryBytes());
        assertEquals(3L << 30, limits.diskBytes());
        assertEquals(Duration.ofMinutes(5), limits.build());
        assertEquals(BuildLimits.DEFAULT, Options.parse(List.of()).builds());
        assertEquals("invalid number '0' for --builds: must be 1 to 1000", refusal("--builds", "0"));
        assertEquals(
                "invalid size 'much' for --build-disk: write it like 512m or 10g", refusal("--build-disk", "much"));
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
