package dev.slipway.host.network;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The engine's nftables table as text for {@code nft -f -}: what may pass between containers, the host and the world.
 *
 * <p>Rules speak of all bridges of the engine by their common prefix, so that starting a container adds none; a network
 * adds a few set elements when its bridge is made, a published port one or two map elements.
 */
final class Ruleset {
    /** What every table of an engine begins with. */
    static final String TABLE_PREFIX = "slipway_";

    /** Address ranges that are somebody's inside: closed to tenants, who could reach other systems of the operator. */
    private static final List<String> PRIVATE = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3");

    /** The same of IPv6, with the ranges that embed IPv4 addresses: mapped, NAT64, Teredo, 6to4. */
    private static final List<String> PRIVATE6 = List.of(
            "::/8", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8");

    private final String table;
    private final String bridges;

    Ruleset(String engine, int slab) {
        // A table's name may hold letters, digits and underscores; an engine's also hyphens and dots.
        table = TABLE_PREFIX + engine.replaceAll("[^A-Za-z0-9_]", "_");
        bridges = '"' + Bridge.prefix(slab) + "*\"";
    }

    /** The whole table in one transaction that replaces the one of an earlier engine without a gap. */
    String all(Collection<Bridge> networks, Collection<Lease> leases, boolean direct) {
        return removal()
                + """
                table inet %1$s {
                  set same { type ipv4_addr . ipv4_addr; flags interval; }
                  set same6 { type ipv6_addr . ipv6_addr; flags interval; }
                  set talking { type ifname . ifname; }
                  set tenants { type ifname; }
                  set internals { type ifname; }
                  set named { type ifname; }
                  set inside { type ipv4_addr; flags interval; }
                  set inside6 { type ipv6_addr; flags interval; }
                  map published { type inet_proto . inet_service : ipv4_addr . inet_service; }
                  map published_at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
                  map published6 { type inet_proto . inet_service : ipv6_addr . inet_service; }
                  map published6_at { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }

                  chain arrive {
                    type filter hook prerouting priority raw; policy accept;
                    iifname %2$s jump from_bridge
                    iifname @named jump from_bridge
                  }
                  chain refuse {
                    iifname %2$s reject
                    iifname @named reject
                    drop
                  }
                  chain from_bridge {
                    ip daddr 127.0.0.0/8 drop
                    ip6 daddr ::1 drop
                    fib saddr . iif oif missing drop
                  }
                  chain arrive_nat {
                    type nat hook prerouting priority dstnat; policy accept;
                    iifname @tenants return
                    iifname %2$s jump publish
                    iifname @named jump publish
                    jump outside_nat
                  }
                  chain outside_nat {
                  }
                  chain local_nat {
                    type nat hook output priority -100; policy accept;
                    ip6 daddr ::1 return
                    jump publish
                  }
                  chain publish {
                    fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_at
                    fib daddr type local dnat ip to meta l4proto . th dport map @published
                    fib daddr type local dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6_at
                    fib daddr type local dnat ip6 to meta l4proto . th dport map @published6
                  }
                  chain leave_nat {
                    type nat hook postrouting priority srcnat; policy accept;
                    ct status dnat ip saddr . ip daddr @same masquerade
                    ct status dnat ip6 saddr . ip6 daddr @same6 masquerade
                    oifname %2$s jump enter_bridge
                    oifname @named jump enter_bridge
                    ip saddr @inside masquerade
                    ip6 saddr @inside6 masquerade
                  }
                  chain enter_bridge {
                    ip saddr 127.0.0.0/8 masquerade
                    accept
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname %2$s jump from_container
                    iifname @named jump from_container
                    oifname %2$s jump to_container
                    oifname @named jump to_container
                  }
                  chain from_container {
                    ct state established,related accept
                    iifname . oifname @talking accept
                    iifname @internals reject
                    ip daddr 169.254.0.0/16 reject
                    ip6 daddr { fd00:ec2::254, fe80::/10 } reject
                    iifname @tenants ip daddr { %3$s } reject
                    iifname @tenants ip6 daddr { %4$s } reject
                  }
                  chain to_container {
                    ct state established,related accept
                    iifname . oifname @talking accept
                    oifname @internals goto refuse
                    ct status dnat accept
                    goto refuse
                  }
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname %2$s jump to_host
                    iifname @named jump to_host
                  }
                  chain to_host {
                    ct state established,related accept
                    meta l4proto { tcp, udp } th dport 53 fib daddr . iif type local accept
                    icmp type echo-request fib daddr . iif type local accept
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    icmpv6 type echo-request fib daddr . iif type local accept
                    reject
                  }
                }
                """.formatted(table, bridges, String.join(", ", PRIVATE), String.join(", ", PRIVATE6))
                + outside(direct)
                + networks.stream().map(this::network).collect(Collectors.joining())
                + leases.stream().map(this::publish).collect(Collectors.joining());
    }

    /**
     * What leads connections from outside to containers.
     *
     * @param direct the kernel does, which no input rule of the host sees; else they come to the engine's sockets through
     *     the host's input rules, and the engine relays them
     */
    String outside(boolean direct) {
        String rule = direct ? "add rule inet %1$s outside_nat jump publish\n" : "";
        return ("flush chain inet %1$s outside_nat\n" + rule).formatted(table);
    }

    /** Takes the table away; adding it first makes deleting it an act that cannot fail. */
    String removal() {
        return "add table inet %1$s\ndelete table inet %1$s\n".formatted(table);
    }

    /** Lets the containers of one network reach each other, and holds a tenant's to the strict rules. */
    String network(Bridge bridge) {
        return network("add", bridge);
    }

    /** Adding first makes deleting an act that cannot fail. */
    String removeNetwork(Bridge bridge) {
        return network("add", bridge) + network("delete", bridge);
    }

    private String network(String verb, Bridge bridge) {
        String device = '"' + bridge.device() + '"';
        String pair = device + " . " + device;
        Subnet6 six = bridge.subnet6();
        NetworkSettings settings = bridge.settings();
        String subnet = bridge.network().subnet();
        return elements(verb, "same", subnet + " . " + subnet)
                + (six == null ? "" : elements(verb, "same6", six + " . " + six))
                + (settings.isolated() ? "" : elements(verb, "talking", pair))
                + (settings.internal() ? elements(verb, "internals", device) : "")
                + (bridge.named() ? elements(verb, "named", device) : "")
                + (bridge.tenant() ? elements(verb, "tenants", device) : "")
                + (settings.masquerade() ? elements(verb, "inside", subnet) : "")
                + (settings.masquerade() && six != null ? elements(verb, "inside6", six.toString()) : "");
    }

    /** Leads the host ports of a lease to its container; empty without ports. */
    String publish(Lease lease) {
        return ports("add", lease);
    }

    String unpublish(Lease lease) {
        return ports("delete", lease);
    }

    private String ports(String verb, Lease lease) {
        return lease.ports().stream().map(port -> port(verb, lease, port)).collect(Collectors.joining());
    }

    private String port(String verb, Lease lease, PortBinding port) {
        String key = port.protocol() + " . " + port.hostPort();
        String four = " : " + lease.address() + " . " + port.containerPort();
        String six = lease.address6() == null ? "" : " : " + lease.address6() + " . " + port.containerPort();
        return switch (port.reach()) {
            case EVERYWHERE ->
                elements(verb, "published", key + four)
                        + (six.isEmpty() ? "" : elements(verb, "published6", key + six));
            case ALL_IPV4 -> elements(verb, "published", key + four);
            case ALL_IPV6 -> six.isEmpty() ? "" : elements(verb, "published6", key + six);
            case ONE_IPV4 -> elements(verb, "published_at", port.hostIp() + " . " + key + four);
            case ONE_IPV6 -> six.isEmpty() ? "" : elements(verb, "published6_at", port.hostIp() + " . " + key + six);
        };
    }

    private String elements(String verb, String set, String element) {
        return "%s element inet %s %s { %s }\n".formatted(verb, table, set, element);
    }
}
