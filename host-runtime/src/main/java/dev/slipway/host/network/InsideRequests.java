package dev.slipway.host.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What is asked for in a container's own network namespace: loopback up, its addresses, the way out. */
public final class InsideRequests {
    /** eth0's number inside, set when it is made so that these requests need not ask for it; eth1's is the next one. */
    static final int ETH0_INDEX = 100;

    private static final int LOOPBACK_INDEX = 1;
    private static final int IFF_UP = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    /** The address is ours by construction: waiting a second for somebody to object would only delay the start. */
    private static final int IFA_F_NODAD = 0x02;

    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RTN_UNICAST = 1;

    private InsideRequests() {}

    /** For a container with a network namespace of its own and no network. */
    public static List<byte[]> loopbackOnly() {
        return List.of(up(LOOPBACK_INDEX));
    }

    /** Raises the interface of {@code lease} and gives it its addresses. */
    static List<byte[]> place(Bridge bridge, Lease lease) {
        int index = ETH0_INDEX + lease.index();
        List<byte[]> requests = new ArrayList<>();
        requests.add(up(index));
        requests.add(address(index, bridge.subnet(), lease.addressNumber()));
        Subnet6 six = bridge.subnet6();
        BigInteger address6 = lease.addressNumber6();
        if (six != null && address6 != null) {
            requests.add(address6(index, six, address6));
        }
        return requests;
    }

    /** Leads everything without a better way through the interface of {@code lease}. */
    static List<byte[]> wayOut(Bridge bridge, Lease lease) {
        int index = ETH0_INDEX + lease.index();
        List<byte[]> requests = new ArrayList<>();
        requests.add(defaultRoute(AF_INET, index, Ipv4.bytes(bridge.gateway())));
        BigInteger gateway6 = bridge.gateway6();
        if (gateway6 != null && lease.address6() != null) {
            requests.add(defaultRoute(AF_INET6, index, Ipv6.bytes(gateway6)));
        }
        return requests;
    }

    static byte[] up(int index) {
        return NetlinkMessage.change(NetlinkMessage.NEWLINK).link(index, IFF_UP).bytes();
    }

    static byte[] address(int index, Subnet subnet, int address) {
        return NetlinkMessage.create(NetlinkMessage.NEWADDR)
                .u8(AF_INET, subnet.prefix(), 0, RT_SCOPE_UNIVERSE)
                .u32(index)
                .attribute(IFA_LOCAL, Ipv4.bytes(address))
                .attribute(IFA_ADDRESS, Ipv4.bytes(address))
                .attribute(IFA_BROADCAST, Ipv4.bytes(subnet.last() + 1))
                .bytes();
    }

    static byte[] address6(int index, Subnet6 subnet, BigInteger address) {
        return NetlinkMessage.create(NetlinkMessage.NEWADDR)
                .u8(AF_INET6, subnet.prefix(), IFA_F_NODAD, RT_SCOPE_UNIVERSE)
                .u32(index)
                .attribute(IFA_LOCAL, Ipv6.bytes(address))
                .attribute(IFA_ADDRESS, Ipv6.bytes(address))
                .bytes();
    }

    static byte[] defaultRoute(int family, int index, byte[] gateway) {
        return NetlinkMessage.replace(NetlinkMessage.NEWROUTE)
                .u8(family, 0, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_UNIVERSE, RTN_UNICAST)
                .u32(0)
                .attribute(RTA_GATEWAY, gateway)
                .attribute(RTA_OIF, index)
                .bytes();
    }
}
