package dev.slipway.host.container;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The health of one running container: what the last checks said, and when the next one is due. */
final class HealthWatch implements AutoCloseable {
    static final String STARTING = "starting";
    static final String HEALTHY = "healthy";
    static final String UNHEALTHY = "unhealthy";

    /** Results kept, as Docker. */
    private static final int KEPT = 5;

    private final HealthRule rule;
    private final Supplier<Result> probe;
    private final Clock clock;
    private final Instant startedAt;
    private final Timers timers;
    private final Consumer<String> onChange;
    private final ArrayDeque<Result> results = new ArrayDeque<>();
    private String status = STARTING;
    private int failures;
    private @Nullable Future<?> next;
    private boolean closed;

    /** One check. @param exitCode 0 healthy; -1 when it gave no answer */
    record Result(Instant start, Instant end, int exitCode, String output) {}

    /** @param onChange told each new status */
    HealthWatch(
            HealthRule rule,
            Supplier<Result> probe,
            Clock clock,
            Instant startedAt,
            Timers timers,
            Consumer<String> onChange) {
        this.rule = rule;
        this.probe = probe;
        this.clock = clock;
        this.startedAt = startedAt;
        this.timers = timers;
        this.onChange = onChange;
    }

    synchronized void begin() {
        if (!closed) {
            next = timers.after(pause(), this::check);
        }
    }

    synchronized String status() {
        return status;
    }

    synchronized int failures() {
        return failures;
    }

    synchronized List<Result> results() {
        return List.copyOf(results);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private void check() {
        Result result = probe.get();
        String changed = take(result);
        if (changed != null) {
            onChange.accept(changed);
        }
        begin();
    }

    /** The new status, or null when it is the old one. */
    synchronized @Nullable String take(Result result) {
        if (closed) {
            return null;
        }
        if (results.size() == KEPT) {
            results.removeFirst();
        }
        results.addLast(result);
        String before = status;
        if (result.exitCode() == 0) {
            failures = 0;
            status = HEALTHY;
        } else if (!(status.equals(STARTING) && inStartPeriod(result.start()))) {
            failures++;
            if (failures >= rule.retries()) {
                status = UNHEALTHY;
            }
        }
        return status.equals(before) ? null : status;
    }

    private Duration pause() {
        return status.equals(STARTING) && inStartPeriod(clock.instant()) ? rule.startInterval() : rule.interval();
    }

    private boolean inStartPeriod(Instant moment) {
        return moment.isBefore(startedAt.plus(rule.startPeriod()));
    }
}
