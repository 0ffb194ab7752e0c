package dev.slipway.host.events;

import java.util.Map;
import java.util.function.Consumer;

/** Publish, keep the last 256, replay: Docker's events. */
public interface Events {
    void publish(Event event);

    /** Replays what is kept since {@code sinceNanos} (epoch; 0 = nothing) and then follows until the handle is closed. */
    AutoCloseable subscribe(long sinceNanos, Consumer<Event> consumer);

    /**
     * @param type container, image, network, volume
     * @param action create, start, die…
     * @param tenant whose it is, "" for the operator's
     */
    record Event(String type, String action, String id, String tenant, Map<String, String> attributes, long timeNano) {}
}
