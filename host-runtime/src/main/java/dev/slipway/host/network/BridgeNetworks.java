package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.network.NetworkRecords.Entry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@link Networks} on this host. The records in memory are guarded by this object's lock; what it does to the host is
 * found again by name after a restart.
 */
public final class BridgeNetworks implements Networks {
    private static final String DEFAULT = "bridge";

    private final int slab;
    private final AddressSpace space;
    private final NetworkRecords records;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final Links links = new Links();
    private final LinkReaper reaper = new LinkReaper(links, this::inUse);
    private final Nft nft = new Nft();
    private final Ruleset rules;
    private final HostBridges bridges;
    private final Map<String, Bridge> networks = new LinkedHashMap<>();
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final Map<String, BridgeAttachment> attachments = new LinkedHashMap<>();

    /**
     * Reads what an earlier engine left and puts the firewall rules in place.
     *
     * @param slab the engine's, see {@code EngineTenants#slab()}
     */
    public BridgeNetworks(String engine, Path stateDir, int slab) {
        this(engine, stateDir, slab, Clock.systemUTC());
    }

    BridgeNetworks(String engine, Path stateDir, int slab, Clock clock) {
        this.slab = slab;
        this.clock = clock;
        space = new AddressSpace(slab);
        records = new NetworkRecords(stateDir);
        rules = new Ruleset(engine, slab);
        bridges = new HostBridges(links, nft, rules);
        records.networks().forEach(this::remember);
        records.leases().forEach(this::remember);
        nft.apply(rules.all(networks.values(), leases.values()));
        HostBridges.forwardPackets();
    }

    private Bridge remember(Entry entry) {
        Bridge bridge = Bridge.of(slab, entry);
        networks.put(entry.network().name(), bridge);
        return bridge;
    }

    private void remember(Lease lease) {
        Bridge bridge = networks.get(lease.network());
        if (bridge != null) {
            bridge.addresses().keep(lease.addressNumber());
            leases.put(lease.container(), lease);
        }
    }

    @Override
    public synchronized Optional<Network> find(String nameOrId) {
        Bridge byName = networks.get(nameOrId);
        if (byName != null) {
            return Optional.of(byName.network());
        }
        return list().stream().filter(network -> network.id().equals(nameOrId)).findFirst();
    }

    @Override
    public synchronized List<Network> list() {
        return networks.values().stream().map(Bridge::network).toList();
    }

    @Override
    public synchronized Network ensure(String name) {
        return bridge(name).network();
    }

    private Bridge bridge(String name) {
        Bridge existing = networks.get(name);
        if (existing != null) {
            return existing;
        }
        int index = IntStream.iterate(0, i -> i + 1)
                .filter(i -> networks.values().stream().noneMatch(bridge -> bridge.index() == i))
                .findFirst()
                .orElseThrow();
        Subnet subnet = space.free(name.equals(DEFAULT), takenBlocks());
        Network network = new Network(
                ids.next(),
                name,
                subnet.toString(),
                Ipv4.text(subnet.gateway()),
                Bridge.name(slab, index),
                clock.instant().toString());
        List<Entry> all = new ArrayList<>(entries());
        all.add(new Entry(index, network));
        Step.before("network: write the record");
        records.keep(all);
        return remember(new Entry(index, network));
    }

    private List<Entry> entries() {
        return networks.values().stream().map(Bridge::entry).toList();
    }

    /** Blocks of our networks, and whatever else the host has a route to: its own links, tunnels, other software. */
    private Collection<Subnet> takenBlocks() {
        Map<String, Integer> present = links.list();
        List<Integer> own = networks.values().stream()
                .map(bridge -> present.getOrDefault(bridge.device(), 0))
                .toList();
        List<Subnet> taken =
                new ArrayList<>(networks.values().stream().map(Bridge::subnet).toList());
        links.routes().stream()
                .filter(route -> !own.contains(route.link()))
                .map(Links.Route::destination)
                .forEach(taken::add);
        return taken;
    }

    @Override
    public synchronized void remove(String nameOrId) {
        Bridge bridge = networks.values().stream()
                .filter(known -> known.network().name().equals(nameOrId)
                        || known.network().id().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("network " + nameOrId + " not found"));
        Network network = bridge.network();
        if (!bridge.addresses().idle()) {
            throw EngineException.conflict("error while removing network: network " + network.name() + " id "
                    + network.id() + " has active endpoints");
        }
        Step.before("network: remove the bridge");
        bridges.remove(bridge);
        Step.before("network: delete the record");
        networks.remove(network.name());
        records.keep(entries());
    }

    @Override
    public synchronized Attachment attach(
            String network, String containerId, List<String> names, List<PortBinding> ports) {
        Lease existing = leases.get(containerId);
        if (existing != null) {
            throw EngineException.conflict("cannot connect container '" + containerId + "' to network '" + network
                    + "': it is connected to '" + existing.network() + "' already; release that first");
        }
        Bridge bridge = bridge(network);
        Step.before("network: make the bridge");
        bridges.number(bridge);
        int number = bridge.addresses().take(network);
        List<HostPort> taken = new ArrayList<>();
        try {
            String address = Ipv4.text(number);
            ports.forEach(port -> taken.add(HostPort.take(port, address)));
            List<PortBinding> real = taken.stream().map(HostPort::binding).toList();
            Lease lease = new Lease(containerId, network, address, List.copyOf(names), real);
            Step.before("network: write the lease");
            records.keep(lease);
            leases.put(containerId, lease);
            return attachment(bridge, lease, taken, false);
        } catch (EngineException e) {
            taken.forEach(HostPort::close);
            bridge.addresses().free(number);
            throw e;
        }
    }

    private BridgeAttachment attachment(Bridge bridge, Lease lease, List<HostPort> ports, boolean published) {
        BridgeAttachment attachment = new BridgeAttachment(this, bridge, lease, ports, published);
        attachments.put(lease.container(), attachment);
        return attachment;
    }

    @Override
    public synchronized Optional<Attachment> restore(String containerId) {
        BridgeAttachment known = attachments.get(containerId);
        Lease lease = leases.get(containerId);
        Bridge bridge = lease == null ? null : networks.get(lease.network());
        if (known != null || lease == null || bridge == null) {
            return Optional.ofNullable(known);
        }
        bridges.number(bridge);
        List<HostPort> ports = new ArrayList<>();
        for (PortBinding port : lease.ports()) {
            // The kernel's rules carry the port on; without the socket only IPv6 to it is missing.
            HostPort.tryTake(port, lease.address()).ifPresent(ports::add);
        }
        bridge.names().add(lease.names(), lease.addressNumber());
        return Optional.of(attachment(bridge, lease, ports, true));
    }

    @Override
    public synchronized List<PortBinding> published(String containerId) {
        Lease lease = leases.get(containerId);
        return lease == null ? List.of() : lease.ports();
    }

    @Override
    public Optional<Traffic> traffic(String containerId) {
        Lease lease;
        synchronized (this) {
            lease = leases.get(containerId);
        }
        return lease == null ? Optional.empty() : LinkCounters.ofInside(lease.outer());
    }

    /** The veth pair of {@code lease}, inner end in the namespace of {@code pid}. */
    void connect(Bridge bridge, Lease lease, int pid) {
        int number;
        synchronized (this) {
            number = bridges.number(bridge);
        }
        Step.before("network: make the link");
        links.connect(lease.outer(), lease.addressNumber(), number, pid, Ipv4.mac(lease.addressNumber()));
    }

    void publish(Bridge bridge, Lease lease) {
        Step.before("network: publish");
        nft.apply(rules.publish(lease));
        bridge.names().add(lease.names(), lease.addressNumber());
    }

    List<String> nameServers(Bridge bridge) {
        return bridges.nameServers(bridge);
    }

    void release(Bridge bridge, Lease lease, boolean published) {
        if (published) {
            nft.apply(rules.unpublish(lease));
        }
        bridge.names().remove(lease.names(), lease.addressNumber());
        Step.before("network: remove the link");
        reaper.later(lease.outer());
        synchronized (this) {
            attachments.remove(lease.container());
            if (leases.remove(lease.container()) != null) {
                Step.before("network: forget the lease");
                records.forget(lease);
                bridge.addresses().free(lease.addressNumber());
            }
        }
    }

    private synchronized boolean inUse(String link) {
        return leases.values().stream().anyMatch(lease -> lease.outer().equals(link));
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        List<Attachment> gone;
        synchronized (this) {
            gone = leases.keySet().stream()
                    .filter(container -> !liveContainerIds.contains(container))
                    .map(container -> attachments.containsKey(container)
                            ? Optional.<Attachment>of(attachments.get(container))
                            : restore(container))
                    .flatMap(Optional::stream)
                    .toList();
        }
        gone.forEach(Attachment::release);
        strayLinks().forEach(links::delete);
    }

    /** Links that carry this engine's names but belong to no lease or network of it. */
    private synchronized List<String> strayLinks() {
        Set<String> outers =
                Set.copyOf(leases.values().stream().map(Lease::outer).toList());
        Set<String> devices =
                Set.copyOf(networks.values().stream().map(Bridge::device).toList());
        return links.list().keySet().stream()
                .filter(link -> (Lease.isOuter(link, space.all()) && !outers.contains(link))
                        || (link.startsWith(Bridge.prefix(slab)) && !devices.contains(link)))
                .toList();
    }

    @Override
    public synchronized void down() {
        nft.apply(rules.removal());
        links.list().keySet().stream()
                .filter(link -> Lease.isOuter(link, space.all()) || link.startsWith(Bridge.prefix(slab)))
                .forEach(links::delete);
        close();
    }

    /** Gives host ports and links over to a successor; names are answered until {@link #close}. */
    public synchronized void giveOver() {
        attachments.values().forEach(BridgeAttachment::closePorts);
        attachments.clear();
        reaper.close();
    }

    @Override
    public synchronized void close() {
        giveOver();
        bridges.close();
        links.close();
    }
}
