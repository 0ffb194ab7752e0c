package dev.slipway.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts failures per key in windows of a minute. Only what the connection itself says makes a key. */
public final class AttemptLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Keys remembered; the oldest is forgotten first, so that a flood of made-up keys costs bounded memory. */
    private static final int MOST_KEYS = 20_000;

    private final int most;
    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Window(Instant until, int failures) {}

    /** At most {@code most} failures per key and minute. */
    public AttemptLimit(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Whether the key has used up its attempts. */
    public synchronized boolean reached(String key) {
        Window window = windows.get(key);
        return window != null && window.until.isAfter(clock.instant()) && window.failures >= most;
    }

    /** Counts a failure. */
    public synchronized void failed(String key) {
        Window window = windows.get(key);
        if (window != null && window.until.isAfter(clock.instant())) {
            windows.put(key, new Window(window.until, window.failures + 1));
        } else {
            windows.put(key, new Window(clock.instant().plus(WINDOW), 1));
        }
    }
}
