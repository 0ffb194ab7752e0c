package dev.slipway.host.network;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Netlink;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The host's links, by rtnetlink: bridges, veth pairs, addresses. One message per act. */
final class Links implements AutoCloseable {
    private static final int IFF_UP = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_PROTINFO = 12;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int AF_BRIDGE = 7;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_PID = 19;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int AF_INET = 2;
    private static final int HEADER_BYTES = 16;
    private static final int IFINFO_BYTES = 16;
    private static final int RTMSG_BYTES = 12;

    private final Netlink netlink = Netlink.open();

    /** A route of the host: what it reaches, and through which link. */
    record Route(Subnet destination, int link) {}

    /** Makes a bridge with a fixed hardware address, so that it does not change with its ports. */
    void createBridge(String name, byte[] mac) {
        NetlinkMessage message = NetlinkMessage.create(NetlinkMessage.NEWLINK);
        message.link(0, IFF_UP).attribute(IFLA_IFNAME, name).attribute(IFLA_ADDRESS, mac);
        message.nested(IFLA_LINKINFO, () -> message.attribute(IFLA_INFO_KIND, "bridge"));
        netlink.request("make bridge", name, message.bytes());
    }

    /** Adds an address, also when it is there already. */
    void addAddress(String link, int index, Subnet subnet, int address) {
        add("add address " + Ipv4.text(address), link, InsideRequests.address(index, subnet, address));
    }

    void addAddress6(String link, int index, Subnet6 subnet, BigInteger address) {
        add("add address " + Ipv6.text(address), link, InsideRequests.address6(index, subnet, address));
    }

    private void add(String operation, String link, byte[] message) {
        try {
            netlink.request(operation, link, message);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /**
     * A veth pair to be made.
     *
     * @param outer name of the end on the host
     * @param index the number of {@code outer}; the kernel lets the inner end's be chosen only with it
     * @param inner name of the end inside, {@code eth0}
     * @param port what is special about the bridge's port
     */
    record Pair(
            String outer,
            int index,
            int bridge,
            int pid,
            String inner,
            int innerIndex,
            byte[] innerMac,
            int mtu,
            Port port) {}

    /**
     * How a bridge treats one of its ports.
     *
     * @param isolated it exchanges frames with the bridge itself and with ports that are not isolated
     * @param hairpin frames may leave where they came from: a container that calls its own published port, on a host whose
     *     bridges let the firewall translate (net.bridge.bridge-nf-call-iptables)
     */
    record Port(boolean isolated, boolean hairpin) {
        static final Port PLAIN = new Port(false, false);
    }

    /** Makes {@code pair}; it takes the place of a link of that name that is still being torn down. */
    void connect(Pair pair) {
        try {
            createVeth(pair);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST || !delete(pair.outer())) {
                throw e;
            }
            createVeth(pair);
        }
        if (!pair.port().equals(Port.PLAIN)) {
            setPort(pair);
        }
    }

    /**
     * Makes a veth pair: the outer end on the bridge, the inner one in the network namespace of a process. The inner
     * end is down: the kernel refuses to raise it (ENOTCONN) before the pair is complete.
     */
    private void createVeth(Pair pair) {
        NetlinkMessage message = NetlinkMessage.create(NetlinkMessage.NEWLINK);
        message.link(pair.index(), IFF_UP)
                .attribute(IFLA_IFNAME, pair.outer())
                .attribute(IFLA_MTU, pair.mtu())
                .attribute(IFLA_MASTER, pair.bridge());
        message.nested(
                IFLA_LINKINFO,
                () -> message.attribute(IFLA_INFO_KIND, "veth")
                        .nested(
                                IFLA_INFO_DATA,
                                () -> message.nested(
                                        VETH_INFO_PEER,
                                        () -> message.link(pair.innerIndex(), 0)
                                                .attribute(IFLA_IFNAME, pair.inner())
                                                .attribute(IFLA_ADDRESS, pair.innerMac())
                                                .attribute(IFLA_MTU, pair.mtu())
                                                .attribute(IFLA_NET_NS_PID, pair.pid()))));
        netlink.request("make veth pair", pair.outer(), message.bytes());
    }

    private void setPort(Pair pair) {
        NetlinkMessage message = NetlinkMessage.change(NetlinkMessage.SETLINK);
        message.u8(AF_BRIDGE, 0)
                .u16(0)
                .u32(pair.index())
                .u32(0)
                .u32(0)
                .nested(
                        IFLA_PROTINFO,
                        () -> message.attribute(
                                        IFLA_BRPORT_MODE, flag(pair.port().hairpin()))
                                .attribute(
                                        IFLA_BRPORT_ISOLATED, flag(pair.port().isolated())));
        netlink.request("set bridge port", pair.outer(), message.bytes());
    }

    private static byte[] flag(boolean on) {
        return new byte[] {(byte) (on ? 1 : 0)};
    }

    /** Removes a link; a veth's other end goes with it. Returns false when there is none. */
    boolean delete(String name) {
        byte[] message = NetlinkMessage.change(NetlinkMessage.DELLINK)
                .link(0, 0)
                .attribute(IFLA_IFNAME, name)
                .bytes();
        try {
            netlink.request("delete link", name, message);
            return true;
        } catch (KernelException e) {
            if (e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    /** Every link of the namespace: name to number. */
    Map<String, Integer> list() {
        byte[] message = NetlinkMessage.dump(NetlinkMessage.GETLINK).link(0, 0).bytes();
        Map<String, Integer> links = new HashMap<>();
        for (byte[] answer : netlink.request("list links", "", message)) {
            ByteBuffer link = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            byte[] name = attributes(link, HEADER_BYTES + IFINFO_BYTES).get(IFLA_IFNAME);
            if (name != null) {
                links.put(
                        new String(name, 0, name.length - 1, StandardCharsets.US_ASCII), link.getInt(HEADER_BYTES + 4));
            }
        }
        return links;
    }

    /** The host's IPv4 routes except the default one. */
    List<Route> routes() {
        byte[] message = NetlinkMessage.dump(NetlinkMessage.GETROUTE)
                .u8(AF_INET, 0, 0, 0, 0, 0, 0, 0)
                .u32(0)
                .bytes();
        List<Route> routes = new ArrayList<>();
        for (byte[] answer : netlink.request("list routes", "", message)) {
            ByteBuffer route = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            int prefix = route.get(HEADER_BYTES + 1);
            Map<Integer, byte[]> attributes = attributes(route, HEADER_BYTES + RTMSG_BYTES);
            byte[] destination = attributes.get(RTA_DST);
            byte[] link = attributes.get(RTA_OIF);
            if (destination != null && link != null && prefix > 0) {
                routes.add(new Route(
                        new Subnet(ByteBuffer.wrap(destination).getInt(), prefix),
                        ByteBuffer.wrap(link).order(ByteOrder.nativeOrder()).getInt()));
            }
        }
        return routes;
    }

    private static Map<Integer, byte[]> attributes(ByteBuffer message, int start) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        int at = start;
        while (at + 4 <= message.limit()) {
            int size = Math.max(4, message.getShort(at));
            byte[] value = new byte[size - 4];
            message.get(at + 4, value);
            attributes.put((int) message.getShort(at + 2), value);
            at += (size + 3) & ~3;
        }
        return attributes;
    }

    @Override
    public void close() {
        netlink.close();
    }
}
