package dev.slipway.release;

import dev.slipway.app.App;

/**
 * There is a new release. Fired inside the transaction.
 *
 * @param app locked
 */
public record ReleaseCut(App app, Release release) {}
