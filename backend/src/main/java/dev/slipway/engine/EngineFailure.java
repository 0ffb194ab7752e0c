package dev.slipway.engine;

import dev.slipway.platform.Problem;

/** The engine refused, does not know the thing, or does not answer. */
public final class EngineFailure extends Problem {

    /** What went wrong, as far as the caller must decide by it. */
    public enum Cause {
        /** Nothing answers on the socket, or the answer broke off: worth trying again. */
        UNREACHABLE,
        /** The engine does not know the container, image or route. */
        UNKNOWN,
        /** The engine says no; asking again changes nothing. */
        REFUSED
    }

    private final Cause cause;

    EngineFailure(Cause cause, String message) {
        super(cause == Cause.UNREACHABLE ? Kind.UNAVAILABLE : Kind.CONFLICT, message);
        this.cause = cause;
    }

    /** Whether it may go away by itself. */
    public boolean unreachable() {
        return cause == Cause.UNREACHABLE;
    }

    /** Whether the thing is not there (any more). */
    public boolean unknown() {
        return cause == Cause.UNKNOWN;
    }
}
