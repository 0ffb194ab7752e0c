package dev.slipway.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts requests per key in windows of a minute, each beginning with the key's first request. */
final class RequestBudget {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Keys remembered; the one that began first is forgotten first, so that a flood of keys costs bounded memory. */
    private static final int MOST_KEYS = 20_000;

    private final int most;
    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private static final class Window {
        final Instant end;
        int used;

        Window(Instant end) {
            this.end = end;
        }
    }

    /**
     * What a key has left.
     *
     * @param most requests in a window
     * @param left of them; negative when this one is too many
     * @param reset until the window ends
     */
    record State(int most, int left, Duration reset) {

        boolean exceeded() {
            return left < 0;
        }

        /** Whole seconds, rounded up: whoever waits so long finds a new window. */
        long seconds() {
            return reset.plusMillis(999).toSeconds();
        }
    }

    RequestBudget(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts one request. */
    synchronized State spend(String key) {
        Instant now = clock.instant();
        Window window = windows.get(key);
        if (window == null || !window.end.isAfter(now)) {
            windows.remove(key);
            window = new Window(now.plus(WINDOW));
            windows.put(key, window);
        }
        window.used++;
        return new State(most, Math.max(-1, most - window.used), Duration.between(now, window.end));
    }
}
