package dev.slipway.source;

/** A repository cannot be used; the message says which, why and what to do. */
public final class SourceFailure extends RuntimeException {

    /** A failure in one sentence. */
    public SourceFailure(String message) {
        super(message);
    }
}
