package dev.slipway.host.events;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** {@link Events} in memory: a ring of the last events and one bounded queue for each subscriber. */
public final class EventLog implements Events, AutoCloseable {
    /** Events kept for those who ask for the past; Docker keeps as many. */
    static final int KEPT = 256;

    private static final long NANOS = 1_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Event> ring = new ArrayDeque<>(KEPT);
    private final List<QueuedSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private long lastNanos;

    public EventLog() {
        this(Clock.systemUTC());
    }

    EventLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void publish(Event event) {
        lock.lock();
        try {
            Event stamped = stamp(event);
            if (ring.size() == KEPT) {
                ring.removeFirst();
            }
            ring.addLast(stamped);
            for (QueuedSubscription subscription : subscriptions) {
                subscription.offer(stamped);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Subscription subscribe(long sinceNanos, Consumer<Event> consumer) {
        lock.lock();
        try {
            QueuedSubscription subscription = new QueuedSubscription(past(sinceNanos), consumer, subscriptions::remove);
            subscriptions.add(subscription);
            subscription.begin();
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Event> since(long sinceNanos) {
        lock.lock();
        try {
            return past(sinceNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all who follow: they may come back to the next engine with the last time they know. */
    @Override
    public void close() {
        subscriptions.forEach(QueuedSubscription::close);
    }

    private List<Event> past(long sinceNanos) {
        List<Event> past = new ArrayList<>();
        if (sinceNanos > 0) {
            for (Event event : ring) {
                if (event.timeNano() >= sinceNanos) {
                    past.add(event);
                }
            }
        }
        return past;
    }

    private Event stamp(Event event) {
        if (event.timeNano() != 0) {
            lastNanos = Math.max(lastNanos, event.timeNano());
            return event;
        }
        Instant now = clock.instant();
        // Two events never share a time, so that a time can be used as a cursor.
        lastNanos = Math.max(lastNanos + 1, now.getEpochSecond() * NANOS + now.getNano());
        return new Event(event.type(), event.action(), event.id(), event.tenant(), event.attributes(), lastNanos);
    }
}
