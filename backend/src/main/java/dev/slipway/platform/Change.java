package dev.slipway.platform;

import java.util.UUID;

/**
 * Something a console may show has changed. Fired inside the transaction; whoever passes it on waits for the commit.
 *
 * @param kind {@code app}, {@code build} or {@code deployment}
 * @param id of the changed thing
 * @param appId of the app it belongs to
 * @param teamId of the team which may see it
 */
public record Change(String kind, UUID id, UUID appId, UUID teamId) {}
