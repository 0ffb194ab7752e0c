package dev.slipway.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets one thread break off what another waits for. */
public final class Cancellation {

    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> action = new AtomicReference<>(NOTHING);
    private volatile boolean cancelled;

    /** Breaks off; a second time does nothing. */
    public void cancel() {
        cancelled = true;
        action.getAndSet(NOTHING).run();
    }

    /** Whether it was broken off. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** What to run on {@link #cancel}; runs at once when that has happened already. Null forgets the action. */
    public void onCancel(@Nullable Runnable broken) {
        action.set(broken == null ? NOTHING : broken);
        if (cancelled) {
            action.getAndSet(NOTHING).run();
        }
    }
}
