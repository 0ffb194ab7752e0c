package dev.slipway.source;

import java.time.Instant;

/**
 * A commit.
 *
 * @param id 40 hexadecimal digits
 * @param message its first line, shortened
 * @param author their name
 * @param at when it was made
 */
public record Commit(String id, String message, String author, Instant at) {}
