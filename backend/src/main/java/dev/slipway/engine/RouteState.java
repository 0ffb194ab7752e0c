package dev.slipway.engine;

import java.util.List;

/**
 * Where requests of a host name go.
 *
 * @param targets get new requests
 * @param draining former targets which still answer requests they began
 */
public record RouteState(List<RouteTarget> targets, List<Draining> draining) {

    /** A former target and its open requests. */
    public record Draining(String container, int active) {}
}
