package dev.slipway.host.network;

import java.util.List;

/** An {@link Attachment} in one of the {@link BridgeNetworks}. */
final class BridgeAttachment implements Attachment {
    private final BridgeNetworks networks;
    private final Bridge bridge;
    private final Lease lease;
    private final List<HostPort> ports;
    private boolean published;
    private boolean released;

    /**
     * @param ports sockets that hold the lease's host ports
     * @param published whether the firewall leads those ports here already
     */
    BridgeAttachment(BridgeNetworks networks, Bridge bridge, Lease lease, List<HostPort> ports, boolean published) {
        this.networks = networks;
        this.bridge = bridge;
        this.lease = lease;
        this.ports = List.copyOf(ports);
        this.published = published;
    }

    @Override
    public String network() {
        return lease.network();
    }

    @Override
    public String address() {
        return lease.address();
    }

    @Override
    public int prefixLength() {
        return bridge.subnet().prefix();
    }

    @Override
    public String gateway() {
        return bridge.network().gateway();
    }

    @Override
    public String mac() {
        return Ipv4.macText(lease.addressNumber());
    }

    @Override
    public List<String> nameservers() {
        return networks.nameServers(bridge);
    }

    @Override
    public void connect(int pid) {
        networks.connect(bridge, lease, pid);
    }

    @Override
    public List<byte[]> networkRequests() {
        return InsideRequests.of(bridge.subnet(), lease.addressNumber());
    }

    @Override
    public synchronized void publish() {
        if (!published && !released) {
            networks.publish(bridge, lease);
            published = true;
        }
    }

    @Override
    public synchronized void release() {
        if (!released) {
            released = true;
            closePorts();
            networks.release(bridge, lease, published);
        }
    }

    void closePorts() {
        ports.forEach(HostPort::close);
    }
}
