package dev.slipway.host.start;

import java.time.Instant;

/**
 * How a process ended.
 *
 * @param code 0–255; 128 + signal when a signal ended it
 * @param at when the shim collected it
 */
public record ExitStatus(int code, Instant at) {}
