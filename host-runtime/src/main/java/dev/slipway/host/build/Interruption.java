package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;

/** How a build notices that nobody waits for it any more. */
final class Interruption {
    private static final String CANCELLED = "Build cancelled";

    private Interruption() {}

    /** Whether a failure is the end of a cancelled build. */
    static boolean isCancelled(EngineException e) {
        return CANCELLED.equals(e.getMessage());
    }

    /** Throws when the thread was interrupted; the mark stays. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled(null);
        }
    }

    static EngineException cancelled(@org.jspecify.annotations.Nullable Throwable cause) {
        return new EngineException(ErrorKind.UNAVAILABLE, CANCELLED, cause);
    }
}
