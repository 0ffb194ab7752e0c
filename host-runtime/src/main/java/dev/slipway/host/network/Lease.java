package dev.slipway.host.network;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container holds in one network; kept in a file of its own.
 *
 * @param ports with the host ports really taken; those of a container are with the place that is its way out
 * @param index of the interface inside: 0 is eth0
 * @param address6 or null where the network has no IPv6
 * @param mac the one wished for, or null
 * @param gatewayPriority see {@link Endpoint}
 * @param resolvers see {@link Endpoint}; null = the host's
 */
record Lease(
        String container,
        String network,
        String address,
        List<String> names,
        List<PortBinding> ports,
        int index,
        @Nullable String address6,
        @Nullable String mac,
        int gatewayPriority,
        @Nullable List<String> resolvers) {
    private static final String OUTER_PREFIX = "sv";

    int addressNumber() {
        return Ipv4.parse(address);
    }

    @Nullable
    BigInteger addressNumber6() {
        return address6 == null ? null : Ipv6.parse(address6);
    }

    /** Name of the veth end on the host: unique on the host because the address is. */
    String outer() {
        return OUTER_PREFIX + String.format("%08x", addressNumber());
    }

    /** Name of the end inside. */
    String device() {
        return "eth" + index;
    }

    /** Colon-separated: the one wished for, or the one that belongs to the address. */
    String macText() {
        return mac == null ? Ipv4.macText(addressNumber()) : mac;
    }

    Lease withPorts(List<PortBinding> others) {
        return new Lease(container, network, address, names, others, index, address6, mac, gatewayPriority, resolvers);
    }

    /** Whether {@code link} is a veth end for an address out of {@code subnet}. */
    static boolean isOuter(String link, Subnet subnet) {
        return link.matches(OUTER_PREFIX + "[0-9a-f]{8}")
                && subnet.contains(Integer.parseUnsignedInt(link.substring(OUTER_PREFIX.length()), 16));
    }
}
