package dev.slipway.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Counting failures. */
class AttemptLimitTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theLimitIsReachedPerKeyAndForgottenAfterAMinute() {
        // Given
        Instant[] now = {NOON};
        AttemptLimit limit = new AttemptLimit(2, clock(now));

        // When
        limit.failed("one");
        boolean early = limit.reached("one");
        limit.failed("one");

        // Then
        assertFalse(early);
        assertTrue(limit.reached("one"));
        assertFalse(limit.reached("other"));
        now[0] = NOON.plus(Duration.ofSeconds(61));
        assertFalse(limit.reached("one"));
    }

    private static Clock clock(Instant[] now) {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
    }
}
