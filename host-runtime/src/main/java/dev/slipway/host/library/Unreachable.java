package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Registries that did not answer lately, so that a site without network does not wait for the same timeout again and again. */
final class Unreachable {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private final Clock clock;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    private record Failure(Instant until, EngineException reason) {}

    Unreachable(Clock clock) {
        this.clock = clock;
    }

    Optional<EngineException> reason(String host) {
        Failure failure = failures.get(host);
        return failure == null || failure.until.isBefore(clock.instant())
                ? Optional.empty()
                : Optional.of(failure.reason);
    }

    void remember(String host, EngineException reason) {
        failures.put(host, new Failure(clock.instant().plus(REMEMBERED), reason));
    }

    void forget(String host) {
        failures.remove(host);
    }
}
