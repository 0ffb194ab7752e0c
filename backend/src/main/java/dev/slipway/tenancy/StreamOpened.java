package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import java.util.UUID;

/**
 * Somebody passed the upgrade of a socket. Fired before it opens.
 *
 * @param caller who
 * @param action what for
 * @param target app or build
 * @param teamId whose it is
 * @param address of the connection
 */
public record StreamOpened(Caller caller, StreamAction action, UUID target, UUID teamId, String address) {}
