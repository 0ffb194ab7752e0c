package dev.slipway.environment;

import dev.slipway.app.App;

/**
 * An app's variables have a new version. Fired inside the transaction.
 *
 * @param app locked
 * @param version its number
 */
public record EnvironmentCut(App app, int version) {}
