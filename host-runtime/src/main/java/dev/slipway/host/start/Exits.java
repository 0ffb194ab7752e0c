package dev.slipway.host.start;

import dev.slipway.host.linux.Epoll;
import dev.slipway.host.linux.Fd;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** One thread that waits for the end of all processes. */
final class Exits implements AutoCloseable {
    private final Epoll epoll = new Epoll();
    private final Map<Long, Runnable> actions = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private volatile boolean closed;
    private final Thread thread =
            Thread.ofPlatform().name("process-exits").daemon().unstarted(this::run);

    Exits() {
        thread.start();
    }

    /**
     * Runs {@code action} once, soon after {@code fd} can be read, on a thread of its own.
     *
     * @return for {@link #forget}
     */
    long when(Fd fd, Runnable action) {
        long key = keys.incrementAndGet();
        actions.put(key, action);
        epoll.add(fd, Epoll.IN | Epoll.ONESHOT, key);
        return key;
    }

    /** Stops waiting for {@code fd}, which must still be open. */
    void forget(Fd fd, long key) {
        actions.remove(key);
        epoll.remove(fd);
    }

    private void run() {
        while (!closed) {
            epoll.await(-1, (key, ready) -> {
                Runnable action = actions.remove(key);
                if (action != null) {
                    // What hangs on an exit may block; this thread is everybody's.
                    Thread.ofVirtual().name("process-exit-" + key).start(action);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        epoll.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        epoll.close();
    }
}
