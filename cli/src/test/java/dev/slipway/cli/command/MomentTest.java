package dev.slipway.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.cli.base.Failure;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-03-02T11:58:30Z",
        "15m, 2026-03-02T11:45:00Z",
        "2h, 2026-03-02T10:00:00Z",
        "1d, 2026-03-01T12:00:00Z",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    })
    void anAgeOrATime(String text, Instant moment) {
        assertEquals(moment, Moment.parse(text, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 m", "-5m", "yesterday", "9999999m", "2026-01-31"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertEquals(
                "\"" + text + "\" is no moment; write an age like 15m or a time like 2026-01-31T12:00:00Z",
                assertThrows(Failure.class, () -> Moment.parse(text, NOW)).sentence());
    }
}
