package dev.slipway.host.network;

import dev.slipway.host.base.Step;
import dev.slipway.host.linux.Netlink;
import dev.slipway.host.network.BridgeAttachment.Spot;
import dev.slipway.host.network.names.Askers;
import dev.slipway.host.network.names.NameTable;
import dev.slipway.host.network.names.Resolvers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What attachments do to this host: interfaces, firewall elements, names, lease files. */
final class HostWiring implements BridgeAttachment.Wiring {
    private final Links links;
    private final Firewall firewall;
    private final HostBridges bridges;
    private final LeaseBook leases;
    private final LinkReaper reaper;
    private final Askers askers;
    private final Reserve reserve;
    private final java.util.function.Consumer<String> forgotten;

    /** Gives out an address; the engine's, because it knows the networks. */
    @FunctionalInterface
    interface Reserve {
        Spot spot(String container, Endpoint endpoint, int index);
    }

    HostWiring(
            Links links,
            Firewall firewall,
            HostBridges bridges,
            LeaseBook leases,
            LinkReaper reaper,
            Askers askers,
            Reserve reserve,
            java.util.function.Consumer<String> forgotten) {
        this.links = links;
        this.firewall = firewall;
        this.bridges = bridges;
        this.leases = leases;
        this.reaper = reaper;
        this.askers = askers;
        this.reserve = reserve;
        this.forgotten = forgotten;
    }

    @Override
    public Spot reserve(String container, Endpoint endpoint, int index) {
        Spot spot = reserve.spot(container, endpoint, index);
        leases.add(spot.lease());
        return spot;
    }

    @Override
    public void connect(Spot spot, int pid) {
        Lease lease = spot.lease();
        Step.before("network: make the link");
        NetworkSettings settings = spot.bridge().settings();
        links.connect(new Links.Pair(
                lease.outer(),
                // Numbers of links are positive, and addresses above 128.0.0.0 are not.
                lease.addressNumber() & Integer.MAX_VALUE,
                bridges.number(spot.bridge()),
                pid,
                lease.device(),
                InsideRequests.ETH0_INDEX + lease.index(),
                Mac.bytes(lease.macText()),
                settings.mtu() == 0 ? Uplink.mtu() : settings.mtu(),
                new Links.Port(settings.isolated(), !lease.ports().isEmpty())));
    }

    @Override
    public void configure(int pid, List<byte[]> requests) {
        try (Netlink inside = Netlink.openIn(pid)) {
            requests.forEach(request -> inside.request("configure network", "container's process " + pid, request));
        }
    }

    @Override
    public void publish(Lease lease) {
        Step.before("network: publish");
        firewall.publish(lease);
    }

    @Override
    public void unpublish(Lease lease) {
        firewall.unpublish(lease);
    }

    @Override
    public void announce(List<Spot> spots) {
        spots.forEach(spot -> spot.bridge().names().add(spot.lease().names(), host(spot.lease())));
        admit(spots);
    }

    @Override
    public void admit(List<Spot> spots) {
        spots.forEach(spot -> askers.add(spot.lease().address(), tables(spot, spots), resolvers(spot)));
    }

    /** The names a container may ask for in the network of {@code spot}: first that network's, then those of its others. */
    private static List<NameTable> tables(Spot spot, List<Spot> all) {
        List<NameTable> tables = new ArrayList<>(List.of(spot.bridge().names()));
        all.stream()
                .filter(other -> !other.equals(spot))
                .forEach(other -> tables.add(other.bridge().names()));
        return tables;
    }

    /** Whom its questions go to; through an internal network none leaves, whoever asks. */
    private static Optional<Resolvers> resolvers(Spot spot) {
        List<String> chosen = spot.lease().resolvers();
        return chosen == null || chosen.isEmpty() || spot.bridge().settings().internal()
                ? Optional.empty()
                : Optional.of(Resolvers.at(chosen));
    }

    @Override
    public void silence(List<Spot> spots) {
        spots.forEach(spot -> spot.bridge().names().remove(spot.lease().names(), host(spot.lease())));
        spots.forEach(spot -> askers.remove(spot.lease().address()));
    }

    private static NameTable.Host host(Lease lease) {
        BigInteger six = lease.addressNumber6();
        return new NameTable.Host(lease.addressNumber(), six);
    }

    @Override
    public void rewrite(Lease lease) {
        leases.replace(lease);
    }

    @Override
    public void disconnect(Spot spot) {
        links.delete(spot.lease().outer());
        free(spot);
    }

    @Override
    public void release(Spot spot) {
        Step.before("network: remove the link");
        reaper.later(spot.lease().outer());
        Step.before("network: forget the lease");
        free(spot);
    }

    private void free(Spot spot) {
        if (leases.remove(spot.lease())) {
            spot.bridge().free(spot.lease());
        }
    }

    @Override
    public void forget(String container) {
        forgotten.accept(container);
    }

    @Override
    public List<String> nameServers(Bridge bridge) {
        return bridges.nameServers(bridge);
    }
}
