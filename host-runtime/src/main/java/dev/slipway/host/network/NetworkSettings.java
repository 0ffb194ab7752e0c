package dev.slipway.host.network;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a network is, apart from its name and IPv4 block; part of its record.
 *
 * @param range part of the IPv4 block that containers get addresses from, or null
 * @param reserved IPv4 addresses that belong to others
 * @param subnet6 or null without IPv6
 * @param isolated its containers do not reach each other (Docker: enable_icc=false)
 * @param masquerade its containers are seen outside under the host's address
 * @param mtu 0 = the uplink's
 * @param hostIp where ports are published that name no address; "" = everywhere
 * @param options as asked for
 */
public record NetworkSettings(
        @Nullable String range,
        Map<String, String> reserved,
        @Nullable String subnet6,
        @Nullable String gateway6,
        boolean internal,
        boolean isolated,
        boolean masquerade,
        int mtu,
        String hostIp,
        Map<String, String> labels,
        Map<String, String> options) {
    /** Of a network nobody had wishes for. */
    public static final NetworkSettings PLAIN =
            new NetworkSettings(null, Map.of(), null, null, false, false, true, 0, "", Map.of(), Map.of());
}
