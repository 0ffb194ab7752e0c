package dev.slipway.deploy;

import java.util.Set;
import java.util.UUID;

/**
 * From now on these instances of an app answer, and all others of it are on their way out. Fired in the transaction that
 * says so.
 *
 * @param appId the app
 * @param releaseNumber what they run
 * @param instances by their ids
 */
public record NowServing(UUID appId, int releaseNumber, Set<UUID> instances) {}
