package dev.slipway.host.network;

import java.util.List;
import java.util.Optional;

/** Bridges, addresses, NAT, names. One bridge per network; a tenant's network is its own; between networks nothing passes. */
public interface Networks extends AutoCloseable {
    /**
     * The existing networks, made durable by the implementation and put back on the host at engine start.
     *
     * @param name "bridge" for the operator's default network, {@code "t-<index>"} for a tenant's
     */
    Optional<Network> find(String nameOrId);

    List<Network> list();

    /** Makes a bridge network, or returns the existing one of that name. */
    Network ensure(String name);

    /** Removes a network without containers. 404 {@code network x not found}, 409 when containers are connected. */
    void remove(String nameOrId);

    /**
     * Reserves an address for a container; durable, so that a restarted engine can {@link #restore} it.
     *
     * @param names names by which other containers of the network reach it: container name, short id, aliases
     */
    Attachment attach(String network, String containerId, List<String> names, List<PortBinding> ports);

    /** The attachment of a container that survived an engine restart; published ports and names work again. */
    Optional<Attachment> restore(String containerId);

    /** Bindings with the host ports really taken. */
    List<PortBinding> published(String containerId);

    /** What went through a container's eth0 since it started, as the container sees it; empty when it has none now. */
    default Optional<Traffic> traffic(String containerId) {
        return Optional.empty();
    }

    /** Frees what belongs to containers other than {@code liveContainerIds}: leases, links, rules left by a killed engine. */
    void sweep(java.util.Set<String> liveContainerIds);

    /** Takes links, rules and the name service off the host; durable state stays. */
    void down();

    /** Stops listening; links and rules stay for running containers. */
    @Override
    void close();

    /** Counts since the interface was made. */
    record Traffic(
            long receivedBytes,
            long receivedPackets,
            long receiveErrors,
            long receiveDropped,
            long sentBytes,
            long sentPackets,
            long sendErrors,
            long sendDropped) {}

    /** A network as listed: subnet "10.x.y.0/24". */
    record Network(String id, String name, String subnet, String gateway, String bridge, String createdAt) {}
}
