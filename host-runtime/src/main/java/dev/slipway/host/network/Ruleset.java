package dev.slipway.host.network;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The engine's nftables table as text for {@code nft -f -}: what may pass between containers, the host and the world.
 *
 * <p>Rules speak of all bridges of the engine by their common prefix, so that starting a container adds none; a network
 * adds two set elements when its bridge is made, a published port one map element.
 */
final class Ruleset {
    private final String table;
    private final String bridges;
    private final Subnet addresses;

    Ruleset(String engine, int slab) {
        // A table's name may hold letters, digits and underscores; an engine's also hyphens and dots.
        table = "slipway_" + engine.replaceAll("[^A-Za-z0-9_]", "_");
        bridges = '"' + Bridge.prefix(slab) + "*\"";
        addresses = new AddressSpace(slab).all();
    }

    /** The whole table in one transaction that replaces the one of an earlier engine without a gap. */
    String all(Collection<Bridge> networks, Collection<Lease> leases) {
        return removal()
                + """
                table inet %1$s {
                  set same { type ifname . ifname; }
                  set tenants { type ifname; }
                  map published { type inet_proto . inet_service : ipv4_addr . inet_service; }
                  map published_at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }

                  chain arrive {
                    type filter hook prerouting priority raw; policy accept;
                    iifname %2$s ip daddr 127.0.0.0/8 drop
                    iifname %2$s fib saddr . iif oif missing drop
                  }
                  chain arrive_nat {
                    type nat hook prerouting priority dstnat; policy accept;
                    iifname != %2$s jump publish
                  }
                  chain local_nat {
                    type nat hook output priority -100; policy accept;
                    jump publish
                  }
                  chain publish {
                    fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @published_at
                    fib daddr type local dnat ip to meta l4proto . th dport map @published
                  }
                  chain leave_nat {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr %3$s oifname != %2$s masquerade
                    ip saddr 127.0.0.0/8 oifname %2$s masquerade
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname %2$s jump from_container
                    oifname %2$s jump to_container
                  }
                  chain from_container {
                    ct state established,related accept
                    iifname . oifname @same accept
                    ip daddr 169.254.0.0/16 reject
                    iifname @tenants ip daddr { %4$s } reject
                  }
                  chain to_container {
                    ct state established,related accept
                    iifname . oifname @same accept
                    ct status dnat accept
                    drop
                  }
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname %2$s jump to_host
                  }
                  chain to_host {
                    ct state established,related accept
                    meta l4proto { tcp, udp } th dport 53 fib daddr . iif type local accept
                    icmp type echo-request fib daddr . iif type local accept
                    reject
                  }
                }
                """.formatted(table, bridges, addresses, String.join(", ", PRIVATE))
                + networks.stream().map(this::network).collect(Collectors.joining())
                + leases.stream().map(this::publish).collect(Collectors.joining());
    }

    /** Address ranges that are somebody's inside: closed to tenants, who could reach other systems of the operator. */
    private static final java.util.List<String> PRIVATE = java.util.List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3");

    /** Takes the table away; adding it first makes deleting it an act that cannot fail. */
    String removal() {
        return "add table inet %1$s\ndelete table inet %1$s\n".formatted(table);
    }

    /** Lets the containers of one network reach each other, and holds a tenant's to the strict rules. */
    String network(Bridge bridge) {
        return elements("add", "same", "\"%1$s\" . \"%1$s\"".formatted(bridge.device()))
                + (bridge.tenant() ? elements("add", "tenants", '"' + bridge.device() + '"') : "");
    }

    String removeNetwork(Bridge bridge) {
        return elements("delete", "same", "\"%1$s\" . \"%1$s\"".formatted(bridge.device()))
                + (bridge.tenant() ? elements("delete", "tenants", '"' + bridge.device() + '"') : "");
    }

    /** Leads the host ports of a lease to its container; empty without ports. */
    String publish(Lease lease) {
        return ports("add", lease);
    }

    String unpublish(Lease lease) {
        return ports("delete", lease);
    }

    private String ports(String verb, Lease lease) {
        return lease.ports().stream()
                .map(port -> port.everywhere()
                        ? elements(verb, "published", key(port) + target(lease, port))
                        : elements(verb, "published_at", port.hostIp() + " . " + key(port) + target(lease, port)))
                .collect(Collectors.joining());
    }

    private static String key(PortBinding port) {
        return port.protocol() + " . " + port.hostPort();
    }

    private static String target(Lease lease, PortBinding port) {
        return " : " + lease.address() + " . " + port.containerPort();
    }

    private String elements(String verb, String set, String element) {
        return "%s element inet %s %s { %s }\n".formatted(verb, table, set, element);
    }
}
