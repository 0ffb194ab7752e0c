package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Attachment} in {@link BridgeNetworks}. Of its places one is the way out: its bridge is the default route, and
 * published ports lead to its address.
 */
final class BridgeAttachment implements Attachment {
    private static final Comparator<Spot> WAY_OUT = Comparator.<Spot>comparingInt(
                    spot -> -spot.lease().gatewayPriority())
            .thenComparing(spot -> spot.lease().network());

    private final Wiring wiring;
    private final String container;
    private final List<Spot> spots;
    private final List<HostPort> ports;
    private volatile @Nullable String address;
    private boolean published;
    private boolean released;

    /** A lease and the network it is in. */
    record Spot(Bridge bridge, Lease lease) {}

    /**
     * @param ports sockets that hold the leases' host ports
     * @param published whether the firewall leads those ports here already
     */
    BridgeAttachment(Wiring wiring, String container, List<Spot> spots, List<HostPort> ports, boolean published) {
        this.wiring = wiring;
        this.container = container;
        this.spots = new ArrayList<>(spots);
        this.ports = List.copyOf(ports);
        this.published = published;
        remember();
        if (published) {
            wiring.announce(this.spots);
        }
    }

    /** Which of {@code spots} leads out; empty when all of them are internal. */
    static Optional<Spot> wayOut(List<Spot> spots) {
        return spots.stream()
                .filter(spot -> !spot.bridge().settings().internal())
                .min(WAY_OUT);
    }

    private Optional<Spot> mainSpot() {
        return wayOut(spots).or(() -> spots.stream().findFirst());
    }

    /** Called whenever the places change. */
    private void remember() {
        address = mainSpot().map(spot -> spot.lease().address()).orElse(null);
    }

    /** Read without the lock, which is held while the kernel works. */
    @Override
    public @Nullable String address() {
        return address;
    }

    @Override
    public synchronized List<Place> places() {
        return spots.stream().map(spot -> spot.bridge().place(spot.lease())).toList();
    }

    @Override
    public synchronized Optional<Place> main() {
        return mainSpot().map(spot -> spot.bridge().place(spot.lease()));
    }

    @Override
    public synchronized List<String> nameservers() {
        return mainSpot().map(spot -> wiring.nameServers(spot.bridge())).orElse(List.of());
    }

    @Override
    public synchronized void connect(int pid) {
        // Its first question may come before it is published, and must not be taken for a stranger's then.
        wiring.admit(spots);
        spots.forEach(spot -> wiring.connect(spot, pid));
    }

    @Override
    public synchronized List<byte[]> networkRequests() {
        List<byte[]> requests = new ArrayList<>(InsideRequests.loopbackOnly());
        spots.forEach(spot -> requests.addAll(InsideRequests.place(spot.bridge(), spot.lease())));
        wayOut(spots).ifPresent(spot -> requests.addAll(InsideRequests.wayOut(spot.bridge(), spot.lease())));
        return requests;
    }

    @Override
    public synchronized void publish() {
        if (!published && !released) {
            spots.forEach(spot -> wiring.publish(spot.lease()));
            wiring.announce(spots);
            published = true;
        }
    }

    @Override
    public synchronized Place join(int pid, Endpoint endpoint) {
        requireAlive(endpoint.network());
        Optional<Spot> before = wayOut(spots);
        int index = 0;
        for (Spot spot : spots) {
            index = Math.max(index, spot.lease().index() + 1);
        }
        Spot made = wiring.reserve(container, endpoint, index);
        try {
            wiring.connect(made, pid);
            wiring.configure(pid, InsideRequests.place(made.bridge(), made.lease()));
        } catch (RuntimeException e) {
            wiring.release(made);
            throw e;
        }
        wiring.silence(spots);
        spots.add(made);
        remember();
        wiring.announce(spots);
        turn(pid, before);
        return made.bridge().place(made.lease());
    }

    @Override
    public synchronized void leave(int pid, String network) {
        requireAlive(network);
        Spot gone = spots.stream()
                .filter(spot -> spot.lease().network().equals(network))
                .findFirst()
                .orElseThrow(() ->
                        EngineException.conflict("container " + container + " is not connected to network " + network));
        Optional<Spot> before = wayOut(spots);
        wiring.silence(spots);
        spots.remove(gone);
        remember();
        wiring.announce(spots);
        turn(pid, before);
        if (wayOut(spots).isEmpty()) {
            wiring.unpublish(gone.lease());
            ports.forEach(HostPort::rest);
        }
        wiring.disconnect(gone);
    }

    private void requireAlive(String network) {
        if (released) {
            throw EngineException.conflict(
                    "cannot change network '" + network + "' of container " + container + ": it has just ended");
        }
    }

    /** Where another place is the way out than {@code before}: leads the default route and the published ports there. */
    private void turn(int pid, Optional<Spot> before) {
        Optional<Spot> now = wayOut(spots);
        if (now.equals(before) || now.isEmpty()) {
            return;
        }
        Spot next = now.get();
        wiring.configure(pid, InsideRequests.wayOut(next.bridge(), next.lease()));
        List<PortBinding> bindings = ports.stream().map(HostPort::binding).toList();
        before.ifPresent(old -> move(old, List.of()));
        move(next, bindings);
        ports.forEach(port -> port.lead(next.lease().address()));
    }

    private void move(Spot spot, List<PortBinding> bindings) {
        Lease changed = spot.lease().withPorts(bindings);
        wiring.unpublish(spot.lease());
        wiring.publish(changed);
        wiring.rewrite(changed);
        spots.replaceAll(other -> other.equals(spot) ? new Spot(spot.bridge(), changed) : other);
    }

    @Override
    public synchronized void release() {
        if (!released) {
            released = true;
            closePorts();
            if (published) {
                spots.forEach(spot -> wiring.unpublish(spot.lease()));
            }
            wiring.silence(spots);
            spots.forEach(wiring::release);
            wiring.forget(container);
        }
    }

    void closePorts() {
        ports.forEach(HostPort::close);
    }

    /** What an attachment does to the host and to the records. */
    interface Wiring {
        Spot reserve(String container, Endpoint endpoint, int index);

        void connect(Spot spot, int pid);

        /** Sends netlink requests in the network namespace of {@code pid}. */
        void configure(int pid, List<byte[]> requests);

        void publish(Lease lease);

        void unpublish(Lease lease);

        /** Lets {@code spots}, which are one container's, ask for the names they may know. */
        void admit(List<Spot> spots);

        /** Makes the names of {@code spots}, which are one container's, known in their networks. */
        void announce(List<Spot> spots);

        void silence(List<Spot> spots);

        void rewrite(Lease lease);

        /** Removes the interface of a running container, and gives its address back. */
        void disconnect(Spot spot);

        /** Gives the address of an ended container back. */
        void release(Spot spot);

        void forget(String container);

        List<String> nameServers(Bridge bridge);
    }
}
