package dev.slipway.host.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.events.Events.Event;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final int DEADLINE_SECONDS = 10;
    private final EventLog log = new EventLog(Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));

    @Test
    void givesEachEventATimeOfItsOwn() {
        // When
        log.publish(event("create"));
        log.publish(event("start"));
        // Then
        assertEquals(
                List.of(7_000_000_000L, 7_000_000_001L),
                log.since(1).stream().map(Event::timeNano).toList());
    }

    @Test
    void keepsTheLast256() {
        // When
        IntStream.range(0, 300).forEach(i -> log.publish(event("e" + i)));
        // Then
        List<Event> kept = log.since(1);
        assertEquals(256, kept.size());
        assertEquals("e44", kept.getFirst().action());
        assertEquals("e299", kept.getLast().action());
    }

    @Test
    void replaysThePastAskedForAndThenFollows() throws Exception {
        // Given
        log.publish(event("create"));
        log.publish(event("start"));
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        // When
        try (var subscription = log.subscribe(7_000_000_001L, e -> seen.add(e.action()))) {
            log.publish(event("die"));
            // Then
            assertEquals("start", seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS));
            assertEquals("die", seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS));
            assertTrue(!subscription.ended().isDone());
        }
    }

    @Test
    void cutsOffASubscriberThatStandsStillWithoutDelayingOthers() throws Exception {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        var stuck = log.subscribe(0, e -> {
            try {
                never.await();
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
            }
        });
        log.subscribe(0, e -> seen.add(e.action()));
        // When
        for (int i = 0; i < QueuedSubscription.WAITING + 2; i++) {
            log.publish(event("e" + i));
            assertEquals("e" + i, seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS));
        }
        // Then
        stuck.ended().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void endsASubscriptionWhoseConsumerThrows() throws Exception {
        // Given
        var subscription = log.subscribe(0, e -> {
            throw new IllegalStateException("connection closed");
        });
        // When
        log.publish(event("create"));
        // Then
        var failure = assertThrows(
                ExecutionException.class, () -> subscription.ended().get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        assertEquals("connection closed", failure.getCause().getMessage());
    }

    private static Event event(String action) {
        return Event.now("container", action, "c1", "", Map.of());
    }
}
