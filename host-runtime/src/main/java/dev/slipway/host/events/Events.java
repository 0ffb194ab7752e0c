package dev.slipway.host.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Publish, keep the last 256, replay: Docker's events. */
public interface Events {
    /** Keeps and hands on {@code event}; a time of 0 becomes now. Never blocks on a subscriber. */
    void publish(Event event);

    /** Replays what is kept since {@code sinceNanos} (epoch; 0 = nothing) and then follows until the handle is closed. */
    Subscription subscribe(long sinceNanos, Consumer<Event> consumer);

    /** What is kept since {@code sinceNanos}, oldest first; nothing for 0. */
    List<Event> since(long sinceNanos);

    /** A subscriber's handle. */
    interface Subscription extends AutoCloseable {
        /** Completes when closed or when the consumer was so slow that it was cut off; exceptionally when the consumer threw. */
        CompletableFuture<Void> ended();

        @Override
        void close();
    }

    /**
     * @param type container, image, network, volume
     * @param action create, start, die…
     * @param tenant whose it is, "" for the operator's
     * @param timeNano epoch nanoseconds; 0 in {@link #publish} for now. Times given by the log are unique and increase
     */
    record Event(String type, String action, String id, String tenant, Map<String, String> attributes, long timeNano) {
        /** An event of now. */
        public static Event now(String type, String action, String id, String tenant, Map<String, String> attributes) {
            return new Event(type, action, id, tenant, attributes, 0);
        }
    }
}
