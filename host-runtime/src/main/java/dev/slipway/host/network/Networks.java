package dev.slipway.host.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bridges, addresses, NAT, names. One bridge per network; a tenant's network is its own; between networks nothing passes. */
public interface Networks extends AutoCloseable {
    /**
     * The existing networks, made durable by the implementation and put back on the host at engine start.
     *
     * @param nameOrId a name ("bridge" is the operator's default network, {@code "t-<index>"} a tenant's), an id, or the
     *     beginning of exactly one id
     */
    Optional<Network> find(String nameOrId);

    List<Network> list();

    /** Makes a bridge network without wishes, or returns the existing one of that name. */
    Network ensure(String name);

    /** Makes a network. 409 when the name is taken, 400 and 403 when its addresses cannot be had. */
    Network create(NetworkPlan plan);

    /** Removes a network without containers. 404 {@code network x not found}, 409 when containers are connected. */
    void remove(String nameOrId);

    /**
     * Reserves addresses and host ports for a container; durable, so that a restarted engine can {@link #restore} them.
     *
     * @param endpoints one per network, eth0's first
     */
    Attachment attach(String containerId, List<Endpoint> endpoints, List<PortBinding> ports);

    /** The attachment of a container that survived an engine restart; published ports and names work again. */
    Optional<Attachment> restore(String containerId);

    /** What a container has in its networks now; empty while it does not run. */
    List<Place> places(String containerId);

    /** Bindings with the host ports really taken. */
    List<PortBinding> published(String containerId);

    /** What went through a container's eth0 since it started, as the container sees it; empty when it has none now. */
    default Optional<Traffic> traffic(String containerId) {
        return Optional.empty();
    }

    /** The same of all containers that have an eth0, by id; much cheaper than asking for each. */
    default Map<String, Traffic> traffic() {
        return Map.of();
    }

    /** Frees what belongs to containers other than {@code liveContainerIds}: leases, links, rules left by a killed engine. */
    void sweep(Set<String> liveContainerIds);

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
    record Network(
            String id,
            String name,
            String subnet,
            String gateway,
            String bridge,
            String createdAt,
            NetworkSettings settings) {
        /** @param settings null in a record of an engine that knew none */
        public Network(
                String id,
                String name,
                String subnet,
                String gateway,
                String bridge,
                String createdAt,
                @Nullable NetworkSettings settings) {
            this.id = id;
            this.name = name;
            this.subnet = subnet;
            this.gateway = gateway;
            this.bridge = bridge;
            this.createdAt = createdAt;
            this.settings = Objects.requireNonNullElse(settings, NetworkSettings.PLAIN);
        }

        /** Without wishes. */
        public static Network plain(
                String id, String name, String subnet, String gateway, String bridge, String createdAt) {
            return new Network(id, name, subnet, gateway, bridge, createdAt, NetworkSettings.PLAIN);
        }

        /** Whether it is a tenant's own, which comes and goes with the tenant's containers. */
        public boolean tenants() {
            return Bridge.isTenants(name);
        }
    }
}
