package dev.slipway.host.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.000000006Z, 2026-01-02T03:04:05.000000006Z",
        "2026-01-02T04:04:05+01:00, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04, 2026-01-02T03:04:00Z",
        "2026-01-02, 2026-01-02T00:00:00Z",
        "1767323045, 2026-01-02T03:04:05Z",
        "1767323045.5, 2026-01-02T03:04:05.5Z",
        "1767323045.000000001, 2026-01-02T03:04:05.000000001Z",
        "0, 1970-01-01T00:00:00Z",
        "10m, 2026-01-02T02:54:05Z",
        "1h30m, 2026-01-02T01:34:05Z",
        "1.5h, 2026-01-02T01:34:05Z",
        "24h, 2026-01-01T03:04:05Z",
        "500ms, 2026-01-02T03:04:04.5Z",
        "0s, 2026-01-02T03:04:05Z"
    })
    void everyFormOfAClientIsUnderstood(String text, Instant expected) {
        // Given / When
        long nanos = Moments.nanos(text, "since", NOW);
        // Then
        assertEquals(expected, Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "10 m", "2026-13-01", "1h30", "", "-", "12345678901"})
    void whatIsNoMomentIsTheCallersMistake(String text) {
        // Given / When
        EngineException refused = assertThrows(EngineException.class, () -> Moments.nanos(text, "since", NOW));
        // Then
        assertEquals(
                "invalid value '" + text + "' for 'since': must be seconds since 1970, a time such as"
                        + " 2006-01-02T15:04:05Z, or a duration such as 10m",
                refused.getMessage());
    }

    @Test
    void whatIsNotGivenIsZero() {
        assertEquals(0, Moments.nanos(Query.parse("since="), "since"));
    }
}
