package dev.slipway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private Instant now = Instant.parse("2026-03-10T12:00:00Z");
    private final RequestBudget budget = new RequestBudget(2, new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void theThirdOfTwoIsTooManyAndSaysHowLongToWait() {
        // Given
        RequestBudget.State first = budget.spend("a");
        now = now.plusMillis(500);
        RequestBudget.State second = budget.spend("a");

        // When
        RequestBudget.State third = budget.spend("a");

        // Then
        assertEquals("1 0", first.left() + " " + second.left());
        assertTrue(third.exceeded());
        assertEquals(Duration.ofMillis(59_500), third.reset());
        assertEquals(60, third.seconds());
    }

    @Test
    void anotherKeyHasItsOwnAndANewMinuteBeginsAnew() {
        // Given
        budget.spend("a");
        budget.spend("a");

        // When
        boolean other = budget.spend("b").exceeded();
        now = now.plusSeconds(60);
        boolean later = budget.spend("a").exceeded();

        // Then
        assertFalse(other || later);
    }
}
