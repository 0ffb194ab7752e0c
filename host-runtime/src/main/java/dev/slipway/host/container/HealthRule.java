package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig.Health;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a container's health is checked. Pure.
 *
 * @param test what is done
 * @param interval between the end of a check and the next
 * @param timeout after which a check has failed
 * @param startPeriod in which failures do not count
 * @param startInterval between checks in the start period
 * @param retries failures in a row that make it unhealthy
 */
record HealthRule(
        HealthTest test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration START_INTERVAL = Duration.ofSeconds(5);
    private static final int RETRIES = 3;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Empty without a check, and for {@code NONE}. @throws EngineException INVALID with Docker's texts */
    static Optional<HealthRule> of(@Nullable Health health) {
        if (health == null || health.test() == null || health.test().isEmpty()) {
            return Optional.empty();
        }
        if (health.test().getFirst().equals("NONE")) {
            return Optional.empty();
        }
        HealthTest test = HealthTest.of(health.test());
        if (health.retries() != null && health.retries() < 0) {
            throw EngineException.invalid("Retries in Healthcheck cannot be negative");
        }
        return Optional.of(new HealthRule(
                test,
                duration("Interval", health.interval(), INTERVAL),
                duration("Timeout", health.timeout(), TIMEOUT),
                duration("StartPeriod", health.startPeriod(), Duration.ZERO),
                duration("StartInterval", health.startInterval(), START_INTERVAL),
                health.retries() == null || health.retries() == 0 ? RETRIES : health.retries()));
    }

    private static Duration duration(String field, @Nullable Long nanos, Duration otherwise) {
        if (nanos == null || nanos == 0) {
            return otherwise;
        }
        Duration duration = Duration.ofNanos(nanos);
        if (duration.compareTo(SHORTEST) < 0) {
            throw EngineException.invalid(field + " in Healthcheck cannot be less than 1ms");
        }
        return duration;
    }
}
