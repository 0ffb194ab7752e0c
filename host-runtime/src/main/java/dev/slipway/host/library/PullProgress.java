package dev.slipway.host.library;

import dev.slipway.host.image.Digests;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Docker's progress messages, from several downloads at once; what moves is said at most ten times a second a layer. */
final class PullProgress {
    private static final long QUIET_NANOS = 100_000_000L;
    private static final int SHORT_ID = 12;

    private final Consumer<Map<String, Object>> messages;
    private final Map<String, Long> lastSaid = new ConcurrentHashMap<>();

    PullProgress(Consumer<Map<String, Object>> messages) {
        this.messages = messages;
    }

    void say(String status) {
        send(Map.of("status", status));
    }

    void say(String status, String id) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("status", status);
        message.put("id", id);
        send(message);
    }

    /** @param digest of the layer's blob */
    void layer(String status, String digest) {
        progress(status, digest, Map.of());
    }

    void moved(String status, String digest, long current, long total) {
        long now = System.nanoTime();
        Long last = lastSaid.get(digest);
        if (current < total && last != null && now - last < QUIET_NANOS) {
            return;
        }
        lastSaid.put(digest, now);
        progress(status, digest, Map.of("current", current, "total", total));
    }

    private void progress(String status, String digest, Map<String, Object> detail) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("status", status);
        message.put("progressDetail", detail);
        message.put("id", Digests.hex(digest).substring(0, SHORT_ID));
        send(message);
    }

    synchronized void send(Map<String, Object> message) {
        messages.accept(message);
    }
}
