package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.network.BridgeAttachment.Spot;
import dev.slipway.host.network.NetworkRecords.Entry;
import dev.slipway.host.network.names.Askers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Networks} on this host. The records in memory are guarded by this object's lock; what it does to the host is
 * found again by name after a restart.
 */
public final class BridgeNetworks implements Networks {
    private static final String DEFAULT = "bridge";

    private final int slab;
    private final AddressSpace space;
    private final NetworkRecords records;
    private final LeaseBook leases;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final Links links = new Links();
    private final LinkReaper reaper = new LinkReaper(links, this::inUse);
    private final Askers askers = new Askers();
    private final Firewall firewall;
    private final HostBridges bridges;
    private final HostWiring wiring;
    private final Map<String, Bridge> networks = new LinkedHashMap<>();
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
        leases = new LeaseBook(records);
        firewall = new Firewall(new Nft(), new Ruleset(engine, slab), Bridge.prefix(slab));
        bridges = new HostBridges(links, firewall, askers);
        wiring = new HostWiring(links, firewall, bridges, leases, reaper, askers, this::spot, this::forget);
        records.networks().forEach(this::remember);
        records.leases().forEach(this::remember);
        firewall.install(networks.values(), leases.all());
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
            bridge.keep(lease);
            leases.remember(lease);
        }
    }

    @Override
    public synchronized Optional<Network> find(String nameOrId) {
        Bridge byName = networks.get(nameOrId);
        if (byName != null) {
            return Optional.of(byName.network());
        }
        List<Network> byId = list().stream()
                .filter(network -> !nameOrId.isEmpty() && network.id().startsWith(nameOrId))
                .toList();
        return byId.size() == 1 ? Optional.of(byId.getFirst()) : Optional.empty();
    }

    @Override
    public synchronized List<Network> list() {
        return networks.values().stream().map(Bridge::network).toList();
    }

    @Override
    public synchronized Network ensure(String name) {
        Bridge existing = networks.get(name);
        return existing == null ? create(NetworkPlan.of(name)) : existing.network();
    }

    @Override
    public synchronized Network create(NetworkPlan plan) {
        if (networks.containsKey(plan.name())) {
            throw EngineException.conflict("network with name " + plan.name() + " already exists");
        }
        int index = IntStream.iterate(0, i -> i + 1)
                .filter(i -> networks.values().stream().noneMatch(bridge -> bridge.index() == i))
                .findFirst()
                .orElseThrow();
        String id = ids.next();
        BridgeOptions options = BridgeOptions.of(plan);
        AddressPlan addresses = AddressPlan.of(plan, id, space, plan.name().equals(DEFAULT), taken());
        Subnet6 six = addresses.subnet6();
        Network network = new Network(
                id,
                plan.name(),
                addresses.subnet().toString(),
                addresses.gateway(),
                device(options.bridge(), index),
                clock.instant().toString(),
                new NetworkSettings(
                        addresses.range(),
                        addresses.reserved(),
                        six == null ? null : six.toString(),
                        addresses.gateway6(),
                        plan.internal(),
                        options.isolated(),
                        options.masquerade(),
                        options.mtu(),
                        options.hostIp(),
                        plan.labels(),
                        plan.options()));
        List<Entry> all = new ArrayList<>(entries());
        all.add(new Entry(index, network));
        Step.before("network: write the record");
        records.keep(all);
        return remember(new Entry(index, network)).network();
    }

    private String device(@Nullable String wished, int index) {
        if (wished == null) {
            return Bridge.name(slab, index);
        }
        if (links.list().containsKey(wished)) {
            throw EngineException.conflict("bridge '" + wished + "' cannot be made: the host has a link of that name");
        }
        return wished;
    }

    private List<Entry> entries() {
        return networks.values().stream().map(Bridge::entry).toList();
    }

    /** Blocks of our networks, and whatever else the host has a route to: its own links, tunnels, other software. */
    private AddressPlan.Taken taken() {
        Map<String, Integer> present = links.list();
        List<Integer> own = networks.values().stream()
                .map(bridge -> present.getOrDefault(bridge.device(), 0))
                .toList();
        return new AddressPlan.Taken(
                networks.values().stream().map(Bridge::subnet).toList(),
                links.routes().stream()
                        .filter(route -> !own.contains(route.link()))
                        .map(Links.Route::destination)
                        .toList(),
                networks.values().stream()
                        .map(Bridge::subnet6)
                        .filter(Objects::nonNull)
                        .toList());
    }

    @Override
    public synchronized void remove(String nameOrId) {
        Network network =
                find(nameOrId).orElseThrow(() -> EngineException.notFound("network " + nameOrId + " not found"));
        Bridge bridge = require(network.name());
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

    private Bridge require(String network) {
        Bridge bridge = networks.get(network);
        if (bridge == null) {
            throw EngineException.notFound("network " + network + " not found");
        }
        return bridge;
    }

    @Override
    public synchronized Attachment attach(String containerId, List<Endpoint> endpoints, List<PortBinding> ports) {
        if (!leases.of(containerId).isEmpty()) {
            throw EngineException.conflict("cannot connect container '" + containerId + "': it is in network '"
                    + leases.of(containerId).getFirst().network() + "' already; release that first");
        }
        List<Spot> spots = new ArrayList<>();
        List<HostPort> taken = new ArrayList<>();
        try {
            for (Endpoint endpoint : endpoints) {
                spots.add(spot(containerId, endpoint, spots.size()));
            }
            BridgeAttachment.wayOut(spots).ifPresent(out -> lead(ports, out, spots, taken, containerId));
            Step.before("network: make the bridge");
            spots.forEach(spot -> bridges.number(spot.bridge()));
            Step.before("network: write the lease");
            spots.forEach(spot -> leases.add(spot.lease()));
            return attachment(containerId, spots, taken, false);
        } catch (RuntimeException e) {
            taken.forEach(HostPort::close);
            spots.forEach(spot -> leases.remove(spot.lease()));
            spots.forEach(spot -> spot.bridge().free(spot.lease()));
            throw e;
        }
    }

    /** A place for {@code endpoint} in its network; not written down yet. */
    private synchronized Spot spot(String container, Endpoint endpoint, int index) {
        Bridge bridge = require(endpoint.network());
        Lease lease = bridge.lease(container, endpoint, index);
        return new Spot(bridge, lease);
    }

    /** Takes the host ports for the place {@code out}. */
    private static void lead(
            List<PortBinding> wanted, Spot out, List<Spot> spots, List<HostPort> taken, String container) {
        String address = out.lease().address();
        String hostIp = out.bridge().settings().hostIp();
        try {
            wanted.forEach(port -> taken.add(HostPort.take(port.defaultingTo(hostIp), address)));
        } catch (EngineException e) {
            String name = out.lease().names().isEmpty()
                    ? container
                    : out.lease().names().getFirst();
            throw new EngineException(
                    e.kind(),
                    "driver failed programming external connectivity on endpoint " + name + " (" + container + "): "
                            + e.getMessage(),
                    e);
        }
        List<PortBinding> real = taken.stream().map(HostPort::binding).toList();
        spots.replaceAll(
                spot -> spot.equals(out) ? new Spot(out.bridge(), out.lease().withPorts(real)) : spot);
    }

    private BridgeAttachment attachment(String container, List<Spot> spots, List<HostPort> ports, boolean published) {
        BridgeAttachment attachment = new BridgeAttachment(wiring, container, spots, ports, published);
        attachments.put(container, attachment);
        return attachment;
    }

    @Override
    public synchronized Optional<Attachment> restore(String containerId) {
        BridgeAttachment known = attachments.get(containerId);
        List<Lease> own = leases.of(containerId);
        if (known != null || own.isEmpty()) {
            return Optional.ofNullable(known);
        }
        List<Spot> spots = own.stream()
                .map(lease -> new Spot(require(lease.network()), lease))
                .toList();
        spots.forEach(spot -> bridges.number(spot.bridge()));
        List<HostPort> ports = new ArrayList<>();
        for (Lease lease : own) {
            // The kernel's rules carry the port on; without the socket only what is relayed is missing.
            lease.ports()
                    .forEach(port -> HostPort.tryTake(port, lease.address()).ifPresent(ports::add));
        }
        return Optional.of(attachment(containerId, spots, ports, true));
    }

    private synchronized void forget(String container) {
        attachments.remove(container);
    }

    @Override
    public List<Place> places(String containerId) {
        return leases.of(containerId).stream()
                .flatMap(lease -> bridge(lease.network()).stream().map(bridge -> bridge.place(lease)))
                .toList();
    }

    private synchronized Optional<Bridge> bridge(String name) {
        return Optional.ofNullable(networks.get(name));
    }

    @Override
    public List<PortBinding> published(String containerId) {
        return leases.of(containerId).stream()
                .flatMap(lease -> lease.ports().stream())
                .toList();
    }

    @Override
    public Optional<Traffic> traffic(String containerId) {
        return leases.of(containerId).stream().findFirst().flatMap(lease -> LinkCounters.ofInside(lease.outer()));
    }

    @Override
    public Map<String, Traffic> traffic() {
        Map<String, Traffic> byLink = LinkCounters.ofAllInside();
        Map<String, Traffic> byContainer = new HashMap<>();
        for (String container : leases.containers()) {
            leases.of(container).stream()
                    .findFirst()
                    .map(lease -> byLink.get(lease.outer()))
                    .ifPresent(traffic -> byContainer.put(container, traffic));
        }
        return byContainer;
    }

    private boolean inUse(String link) {
        return leases.all().stream().anyMatch(lease -> lease.outer().equals(link));
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        List<Attachment> gone = leases.containers().stream()
                .filter(container -> !liveContainerIds.contains(container))
                .map(this::restore)
                .flatMap(Optional::stream)
                .toList();
        gone.forEach(Attachment::release);
        strayLinks().forEach(links::delete);
    }

    /** Links that carry this engine's names but belong to no lease or network of it. */
    private synchronized List<String> strayLinks() {
        Set<String> outers = Set.copyOf(leases.all().stream().map(Lease::outer).toList());
        Set<String> devices =
                Set.copyOf(networks.values().stream().map(Bridge::device).toList());
        return links.list().keySet().stream()
                .filter(link -> (isOuter(link) && !outers.contains(link))
                        || (link.startsWith(Bridge.prefix(slab)) && !devices.contains(link)))
                .toList();
    }

    /** Whether {@code link} is named as a container's end of this engine's. */
    private synchronized boolean isOuter(String link) {
        return Lease.isOuter(link, space.all())
                || networks.values().stream().anyMatch(bridge -> Lease.isOuter(link, bridge.subnet()));
    }

    @Override
    public synchronized void down() {
        firewall.remove();
        Set<String> devices =
                Set.copyOf(networks.values().stream().map(Bridge::device).toList());
        links.list().keySet().stream()
                .filter(link -> isOuter(link) || link.startsWith(Bridge.prefix(slab)) || devices.contains(link))
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
