package dev.slipway.host.container;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Later acts of all containers: one thread that waits, a virtual thread for each act. */
final class Timers implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    Timers() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("timers").factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs {@code act} on a virtual thread after {@code delay}, unless the result is cancelled before. */
    Future<?> after(Duration delay, Runnable act) {
        return executor.schedule(() -> now().execute(act), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs acts at once, each on a virtual thread. */
    static Executor now() {
        return Thread::startVirtualThread;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
