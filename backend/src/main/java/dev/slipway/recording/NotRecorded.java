package dev.slipway.recording;

/** A terminal must be recorded and cannot be any more, so it ends. The message is for who sits at it. */
public final class NotRecorded extends RuntimeException {

    NotRecorded(String why) {
        super(why);
    }
}
