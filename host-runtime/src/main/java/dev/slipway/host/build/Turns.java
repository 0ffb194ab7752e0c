package dev.slipway.host.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets stages that are built at the same time speak one after the other, in the file's order: the first of those that are not
 * done is heard at once, what the others say waits. So the output is the one of a build without parallel stages.
 */
final class Turns {
    /** Messages that a stage may be ahead; then it waits until it is heard. */
    private static final int MOST_WAITING = 10_000;

    private final Consumer<Map<String, Object>> listener;
    private final Deque<Integer> order;
    private final Set<Integer> finished = new HashSet<>();
    private final Map<Integer, Deque<Map<String, Object>>> waiting = new HashMap<>();

    /** @param order the stages' numbers */
    Turns(List<Integer> order, Consumer<Map<String, Object>> listener) {
        this.listener = listener;
        this.order = new ArrayDeque<>(order);
        order.forEach(stage -> waiting.put(stage, new ArrayDeque<>()));
    }

    private Deque<Map<String, Object>> waiting(int stage) {
        return waiting.computeIfAbsent(stage, s -> new ArrayDeque<>());
    }

    synchronized void say(int stage, Map<String, Object> message) {
        while (!isTurn(stage) && waiting(stage).size() >= MOST_WAITING) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Interruption.cancelled(e);
            }
        }
        if (isTurn(stage)) {
            listener.accept(message);
        } else {
            waiting(stage).add(message);
        }
    }

    private boolean isTurn(int stage) {
        return !order.isEmpty() && order.peek() == stage;
    }

    /** The stage says nothing more. */
    synchronized void done(int stage) {
        finished.add(stage);
        while (!order.isEmpty() && finished.contains(order.peek())) {
            flush(order.poll());
        }
        if (!order.isEmpty()) {
            flush(order.peek());
        }
        notifyAll();
    }

    /** What a failed stage said is heard although others were not done. */
    synchronized void flush(int stage) {
        Deque<Map<String, Object>> messages = waiting(stage);
        while (!messages.isEmpty()) {
            listener.accept(messages.poll());
        }
    }
}
