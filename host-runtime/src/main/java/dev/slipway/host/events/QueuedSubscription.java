package dev.slipway.host.events;

import dev.slipway.host.events.Events.Event;
import dev.slipway.host.events.Events.Subscription;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** One subscriber: its queue and the virtual thread that hands events over, so that a slow one delays nobody else. */
final class QueuedSubscription implements Subscription {
    /**
     * Events waiting for one subscriber. Beyond it the subscriber is cut off rather than left with a gap it cannot see:
     * it may subscribe again from the last time it knows.
     */
    static final int WAITING = 4096;

    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>(WAITING);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Consumer<Event> consumer;
    private final Consumer<QueuedSubscription> onEnd;
    private final Thread thread;

    QueuedSubscription(List<Event> past, Consumer<Event> consumer, Consumer<QueuedSubscription> onEnd) {
        this.consumer = consumer;
        this.onEnd = onEnd;
        queue.addAll(past);
        this.thread = Thread.ofVirtual().name("events").unstarted(this::deliver);
    }

    void begin() {
        thread.start();
    }

    void offer(Event event) {
        if (!queue.offer(event)) {
            close();
        }
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        onEnd.accept(this);
        if (ended.complete(null) && Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }

    private void deliver() {
        try {
            while (!ended.isDone()) {
                consumer.accept(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException gone) {
            ended.completeExceptionally(gone);
        } finally {
            close();
        }
    }
}
