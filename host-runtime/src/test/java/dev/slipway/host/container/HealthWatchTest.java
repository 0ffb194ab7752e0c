package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.slipway.host.container.HealthWatch.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private static final Instant START = Instant.EPOCH;
    private final Timers timers = new Timers();

    @AfterEach
    void close() {
        timers.close();
    }

    @Test
    void becomesUnhealthyAfterItsRetriesAndHealthyAtOnce() {
        // Given
        HealthWatch watch = watch(Duration.ZERO);
        // Then
        assertNull(watch.take(result(1, 1)));
        assertEquals("unhealthy", watch.take(result(2, 1)));
        assertEquals("healthy", watch.take(result(3, 0)));
        assertEquals(0, watch.failures());
    }

    @Test
    void forgivesFailuresInTheStartPeriodOnlyUntilItWasHealthyOnce() {
        // Given
        HealthWatch watch = watch(Duration.ofSeconds(60));
        // Then
        assertNull(watch.take(result(1, 1)));
        assertNull(watch.take(result(2, 1)));
        assertNull(watch.take(result(3, 1)));
        assertEquals("healthy", watch.take(result(4, 0)));
        assertNull(watch.take(result(5, 1)));
        assertEquals("unhealthy", watch.take(result(6, 1)));
    }

    @Test
    void keepsTheLastFiveResultsAndNoneAfterItsEnd() {
        // Given
        HealthWatch watch = watch(Duration.ZERO);
        // When
        for (int i = 0; i < 7; i++) {
            watch.take(result(i, 0));
        }
        watch.close();
        watch.take(result(9, 1));
        // Then
        assertEquals(5, watch.results().size());
        assertEquals(START.plusSeconds(6), watch.results().getLast().start());
    }

    private HealthWatch watch(Duration startPeriod) {
        HealthRule rule = new HealthRule(
                new HealthTest.Command(List.of("true")),
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                startPeriod,
                Duration.ofHours(1),
                2);
        return new HealthWatch(rule, () -> result(0, 0), Clock.systemUTC(), START, timers, status -> {});
    }

    private static Result result(int second, int exitCode) {
        return new Result(START.plusSeconds(second), START.plusSeconds(second), exitCode, "");
    }
}
