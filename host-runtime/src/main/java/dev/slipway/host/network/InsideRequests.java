package dev.slipway.host.network;

import java.util.List;

/** What a container's first process asks of its own network namespace: loopback up, its address, the way out. */
public final class InsideRequests {
    /** eth0's number inside, set when it is made so that these requests need not ask for it. */
    static final int ETH0_INDEX = 100;

    private static final int LOOPBACK_INDEX = 1;
    private static final int IFF_UP = 1;
    private static final int AF_INET = 2;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
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

    static List<byte[]> of(Subnet subnet, int address) {
        return List.of(
                up(LOOPBACK_INDEX),
                up(ETH0_INDEX),
                address(ETH0_INDEX, subnet, address),
                defaultRoute(subnet.gateway()));
    }

    private static byte[] up(int index) {
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

    private static byte[] defaultRoute(int gateway) {
        return NetlinkMessage.create(NetlinkMessage.NEWROUTE)
                .u8(AF_INET, 0, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_UNIVERSE, RTN_UNICAST)
                .u32(0)
                .attribute(RTA_GATEWAY, Ipv4.bytes(gateway))
                .attribute(RTA_OIF, ETH0_INDEX)
                .bytes();
    }
}
