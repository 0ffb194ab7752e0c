package dev.slipway.host.network;

import java.util.List;

/**
 * What a container holds in a network; kept in a file of its own.
 *
 * @param ports with the host ports really taken
 */
record Lease(String container, String network, String address, List<String> names, List<PortBinding> ports) {
    private static final String OUTER_PREFIX = "sv";

    int addressNumber() {
        return Ipv4.parse(address);
    }

    /** Name of the veth end on the host: unique on the host because the address is. */
    String outer() {
        return OUTER_PREFIX + String.format("%08x", addressNumber());
    }

    /** Whether {@code link} is a veth end for an address out of {@code subnet}. */
    static boolean isOuter(String link, Subnet subnet) {
        return link.matches(OUTER_PREFIX + "[0-9a-f]{8}")
                && subnet.contains(Integer.parseUnsignedInt(link.substring(OUTER_PREFIX.length()), 16));
    }
}
