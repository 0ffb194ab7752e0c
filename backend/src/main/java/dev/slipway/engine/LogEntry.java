package dev.slipway.engine;

import java.time.Instant;

/**
 * A line of output.
 *
 * @param cursor {@code seconds.nanoseconds}: unique and increasing per container
 * @param at when it was written
 * @param stream stdout or stderr
 * @param text without its line end
 * @param cut whether the line was longer: the rest is not here
 */
public record LogEntry(String cursor, Instant at, String stream, String text, boolean cut) {

    /** A whole line. */
    public LogEntry(String cursor, Instant at, String stream, String text) {
        this(cursor, at, stream, text, false);
    }
}
