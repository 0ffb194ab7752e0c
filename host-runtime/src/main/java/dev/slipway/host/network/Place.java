package dev.slipway.host.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container has in one network.
 *
 * @param device inside: eth0, eth1, …
 * @param address IPv4, dotted
 * @param gateway the way out through this network; empty in an internal one
 * @param mac colon-separated
 * @param address6 or null where the network has no IPv6
 * @param names by which it is found
 */
public record Place(
        String network,
        String device,
        String address,
        int prefixLength,
        String gateway,
        String mac,
        @Nullable String address6,
        int prefixLength6,
        String gateway6,
        List<String> names) {}
