package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a whole build may still use of time and disk; its stages share it. */
final class Allowance {
    private final BuildLimits limits;
    private final long start = System.nanoTime();
    private final AtomicLong bytes = new AtomicLong();

    Allowance(BuildLimits limits) {
        this.limits = limits;
    }

    /** How much time is left; throws when none is. */
    Duration left() {
        Duration left = limits.build().minusNanos(System.nanoTime() - start);
        if (left.isNegative()) {
            throw EngineException.invalid(
                    "the build did not end within " + limits.build().toMinutes()
                            + " minutes, which is the limit; split it, or let steps use the cache");
        }
        return left;
    }

    /** Counts what a step's layer takes. */
    void spend(long added) {
        if (bytes.addAndGet(added) > limits.diskBytes()) {
            throw DiskWatch.exceeded(limits.diskBytes());
        }
    }
}
