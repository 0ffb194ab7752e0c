package dev.slipway.engine;

import java.time.Duration;

/**
 * Outcome of a probe.
 *
 * @param ok whether the port accepted
 * @param elapsed how long it took
 * @param reason the engine's words when not
 */
public record ProbeResult(boolean ok, Duration elapsed, String reason) {}
