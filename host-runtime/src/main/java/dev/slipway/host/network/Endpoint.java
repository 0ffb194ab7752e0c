package dev.slipway.host.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container is to be in one network.
 *
 * @param network by name
 * @param names by which others of the network reach it: container name, short id, aliases; the first is its main one
 * @param address IPv4 address wished for, or null
 * @param address6 IPv6 address wished for, or null
 * @param mac hardware address wished for, or null
 * @param gatewayPriority of several networks the one with the highest is the way out; equal ones by their name
 * @param resolvers whom to ask for names nobody in the network has, instead of the host's resolvers; empty = those
 */
public record Endpoint(
        String network,
        List<String> names,
        @Nullable String address,
        @Nullable String address6,
        @Nullable String mac,
        int gatewayPriority,
        List<String> resolvers) {
    public Endpoint {
        names = List.copyOf(names);
        resolvers = List.copyOf(resolvers);
    }

    /** Without wishes. */
    public static Endpoint of(String network, List<String> names) {
        return new Endpoint(network, names, null, null, null, 0, List.of());
    }
}
