package dev.slipway.detect;

/** A project of a known kind that lacks something; the message says what, and what to add. */
public final class Undetectable extends RuntimeException {

    Undetectable(String message) {
        super(message);
    }
}
