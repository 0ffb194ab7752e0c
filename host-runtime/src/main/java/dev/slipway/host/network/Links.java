package dev.slipway.host.network;

import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Netlink;
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

    void addAddress(String link, int index, Subnet subnet, int address) {
        netlink.request("add address " + Ipv4.text(address), link, InsideRequests.address(index, subnet, address));
    }

    /** As {@link #createVeth}; takes the place of a link of that name that is still being torn down. */
    void connect(String outer, int index, int bridge, int pid, byte[] innerMac) {
        try {
            createVeth(outer, index, bridge, pid, innerMac);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST || !delete(outer)) {
                throw e;
            }
            createVeth(outer, index, bridge, pid, innerMac);
        }
    }

    /**
     * Makes a veth pair: {@code outer} on the bridge, eth0 in the network namespace of {@code pid}. The inner
     * end is down: the kernel refuses to raise it (ENOTCONN) before the pair is complete.
     *
     * @param index the number of {@code outer}; the kernel lets the inner end's be chosen only with it
     */
    private void createVeth(String outer, int index, int bridge, int pid, byte[] innerMac) {
        NetlinkMessage message = NetlinkMessage.create(NetlinkMessage.NEWLINK);
        int mtu = Uplink.mtu();
        message.link(index, IFF_UP)
                .attribute(IFLA_IFNAME, outer)
                .attribute(IFLA_MTU, mtu)
                .attribute(IFLA_MASTER, bridge);
        message.nested(
                IFLA_LINKINFO,
                () -> message.attribute(IFLA_INFO_KIND, "veth")
                        .nested(
                                IFLA_INFO_DATA,
                                () -> message.nested(
                                        VETH_INFO_PEER,
                                        () -> message.link(InsideRequests.ETH0_INDEX, 0)
                                                .attribute(IFLA_IFNAME, "eth0")
                                                .attribute(IFLA_ADDRESS, innerMac)
                                                .attribute(IFLA_MTU, mtu)
                                                .attribute(IFLA_NET_NS_PID, pid))));
        netlink.request("make veth pair", outer, message.bytes());
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
