package dev.slipway.host.container;

import java.time.Instant;
import java.util.List;

/**
 * What inspect shows of a container's health.
 *
 * @param status "starting", "healthy", "unhealthy"
 * @param failingStreak failures in a row
 * @param log the last checks, oldest first
 */
public record HealthReport(String status, int failingStreak, List<Check> log) {
    /** One check; {@code exitCode} -1 when it gave no answer in time. */
    public record Check(Instant start, Instant end, int exitCode, String output) {}

    static HealthReport of(HealthWatch watch) {
        return new HealthReport(
                watch.status(),
                watch.failures(),
                watch.results().stream()
                        .map(r -> new Check(r.start(), r.end(), r.exitCode(), r.output()))
                        .toList());
    }
}
