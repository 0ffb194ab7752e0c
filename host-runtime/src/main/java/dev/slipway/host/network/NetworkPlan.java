package dev.slipway.host.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network that somebody wants.
 *
 * @param pools address blocks wished for: none, one of IPv4, one of IPv6, or both
 * @param ipv6 whether it has IPv6, too; with an unwished block it is a unique local one
 * @param internal whether nothing passes between it and the outside
 * @param options Docker's driver options, as asked for
 */
public record NetworkPlan(
        String name,
        List<Pool> pools,
        boolean ipv6,
        boolean internal,
        Map<String, String> labels,
        Map<String, String> options) {
    /** A plan without wishes. */
    public static NetworkPlan of(String name) {
        return new NetworkPlan(name, List.of(), false, false, Map.of(), Map.of());
    }

    /**
     * An address block and what of it is given out.
     *
     * @param subnet {@code 172.30.0.0/16}, {@code fd00:1::/64}
     * @param range part of it that containers get addresses from, or null
     * @param reserved addresses that belong to others, by their names
     */
    public record Pool(
            String subnet,
            @Nullable String gateway,
            @Nullable String range,
            Map<String, String> reserved) {
        boolean six() {
            return subnet.indexOf(':') >= 0;
        }
    }
}
