package dev.slipway.platform;

/** A sealed value or a wrapped key does not open: it was changed, moved to another place, or its key is not there. */
public final class SealBroken extends IllegalStateException {

    SealBroken(String message) {
        super(message);
    }
}
