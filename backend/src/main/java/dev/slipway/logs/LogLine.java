package dev.slipway.logs;

import java.time.Instant;

/**
 * A line of an app's output.
 *
 * @param type always {@code line}: on sockets other messages come too
 * @param cursor where a reader goes on after it
 * @param at when it was written
 * @param stream stdout or stderr
 * @param text without line end
 * @param instance id of the instance that wrote it
 */
record LogLine(String type, String cursor, Instant at, String stream, String text, String instance) {

    LogLine(String cursor, Instant at, String stream, String text, String instance) {
        this("line", cursor, at, stream, text, instance);
    }
}
