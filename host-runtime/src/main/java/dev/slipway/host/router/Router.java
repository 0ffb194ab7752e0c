package dev.slipway.host.router;

import java.util.List;
import java.util.Optional;

/** Host names → instances over HTTP/1.1 and WebSocket on one port. The table is durable. */
public interface Router extends AutoCloseable {
    /** Switches {@code host} to new targets in one step; old ones drain. */
    Route put(String tenant, String host, List<Target> targets, int drainSeconds);

    Optional<Route> find(String tenant, String host);

    void remove(String tenant, String host);

    @Override
    void close();

    record Target(String container, int port) {}

    /** @param active requests and connections still open */
    record Draining(String container, int active) {}

    record Route(String host, String tenant, List<Target> targets, List<Draining> draining) {}
}
