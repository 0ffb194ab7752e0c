package dev.slipway.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what sends no word: asked again and again, up to a deadline. */
public final class Await {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    /**
     * Asks {@code condition} every {@code pause} until it holds; false when {@code limit} is over first.
     *
     * @throws IllegalStateException when the thread is interrupted, which only a stopping process does
     */
    public static boolean until(BooleanSupplier condition, Duration pause, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            try {
                if (NEVER.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException("nobody counts this latch down");
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", stopping);
            }
        }
        return true;
    }
}
