package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The address blocks of a new network: as wished for, or free ones. */
record AddressPlan(
        Subnet subnet,
        String gateway,
        @Nullable String range,
        Map<String, String> reserved,
        @Nullable Subnet6 subnet6,
        @Nullable String gateway6) {
    /** A larger block needs more memory for its neighbours than a bridge has ports. */
    private static final int SHORTEST_PREFIX = 8;

    private static final int LONGEST_PREFIX = 30;
    private static final int LONGEST_PREFIX6 = 112;
    private static final int SHORTEST_PREFIX6 = 16;
    private static final int ULA_PREFIX = 64;
    private static final int ID_DIGITS = 10;

    /** What the host uses already. */
    record Taken(Collection<Subnet> own, Collection<Subnet> hosts, Collection<Subnet6> six) {}

    /**
     * @param id the network's, whose digits make the unique local block (RFC 4193, 3.2.2: random enough)
     * @throws EngineException INVALID for malformed wishes, FORBIDDEN for a block that is in use
     */
    static AddressPlan of(NetworkPlan plan, String id, AddressSpace space, boolean large, Taken taken) {
        NetworkPlan.@Nullable Pool four = only(plan.pools(), false);
        NetworkPlan.@Nullable Pool six = only(plan.pools(), true);
        if (six != null && !plan.ipv6()) {
            throw EngineException.invalid(
                    "network '" + plan.name() + "' has subnet " + six.subnet() + " without IPv6: add --ipv6");
        }
        Subnet subnet = four == null ? space.free(large, all(taken)) : wished(four, taken);
        int gateway = four == null || four.gateway() == null ? subnet.gateway() : address(four.gateway());
        check(subnet, gateway);
        Subnet6 subnet6 = !plan.ipv6() ? null : six == null ? local(id) : wished6(six, taken);
        return new AddressPlan(
                subnet,
                Ipv4.text(gateway),
                four == null ? null : range(four, subnet),
                four == null ? Map.of() : reserved(four, subnet),
                subnet6,
                subnet6 == null ? null : gateway6(six, subnet6));
    }

    private static NetworkPlan.@Nullable Pool only(List<NetworkPlan.Pool> pools, boolean six) {
        List<NetworkPlan.Pool> found =
                pools.stream().filter(pool -> pool.six() == six).toList();
        if (found.size() > 1) {
            throw EngineException.invalid("a network has one IPv4 and one IPv6 subnet: leave out "
                    + found.get(1).subnet());
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<Subnet> all(Taken taken) {
        return java.util.stream.Stream.concat(taken.own().stream(), taken.hosts().stream())
                .toList();
    }

    private static Subnet wished(NetworkPlan.Pool pool, Taken taken) {
        Subnet subnet = subnet(pool.subnet());
        if (subnet.prefix() < SHORTEST_PREFIX || subnet.prefix() > LONGEST_PREFIX) {
            throw EngineException.invalid("invalid subnet " + pool.subnet() + ": its prefix must be " + SHORTEST_PREFIX
                    + " to " + LONGEST_PREFIX + " bits long");
        }
        for (Subnet other : all(taken)) {
            if (subnet.overlaps(other)) {
                String whose = taken.own().contains(other) ? "another network" : "a route of this host";
                throw overlap(subnet.toString(), other.toString(), whose);
            }
        }
        return subnet;
    }

    private static Subnet6 wished6(NetworkPlan.Pool pool, Taken taken) {
        Subnet6 subnet = subnet6(pool.subnet());
        if (subnet.prefix() < SHORTEST_PREFIX6 || subnet.prefix() > LONGEST_PREFIX6) {
            throw EngineException.invalid("invalid subnet " + pool.subnet() + ": its prefix must be " + SHORTEST_PREFIX6
                    + " to " + LONGEST_PREFIX6 + " bits long");
        }
        if (pool.range() != null || !pool.reserved().isEmpty()) {
            throw EngineException.invalid("address range and auxiliary addresses of " + pool.subnet()
                    + " are not supported by this engine for IPv6: leave them out");
        }
        for (Subnet6 other : taken.six()) {
            if (subnet.overlaps(other)) {
                throw overlap(subnet.toString(), other.toString(), "another network");
            }
        }
        return subnet;
    }

    private static EngineException overlap(String wished, String other, String whose) {
        return new EngineException(
                ErrorKind.FORBIDDEN,
                "invalid pool request: Pool overlaps with other one on this address space: " + wished + " with " + other
                        + " of " + whose);
    }

    private static void check(Subnet subnet, int gateway) {
        if (!subnet.contains(gateway) || gateway == subnet.base() || gateway == subnet.last() + 1) {
            throw EngineException.invalid("invalid gateway " + Ipv4.text(gateway) + ": no host of subnet " + subnet);
        }
    }

    private static @Nullable String range(NetworkPlan.Pool pool, Subnet subnet) {
        if (pool.range() == null) {
            return null;
        }
        Subnet range = subnet(pool.range());
        if (range.prefix() < subnet.prefix() || !subnet.overlaps(range)) {
            throw EngineException.invalid("invalid address range " + pool.range() + ": no part of subnet " + subnet);
        }
        return range.toString();
    }

    private static Map<String, String> reserved(NetworkPlan.Pool pool, Subnet subnet) {
        pool.reserved().forEach((name, address) -> {
            if (!subnet.contains(address(address))) {
                throw EngineException.invalid(
                        "invalid auxiliary address " + name + "=" + address + ": not in subnet " + subnet);
            }
        });
        return Map.copyOf(pool.reserved());
    }

    private static Subnet6 local(String id) {
        BigInteger global = new BigInteger("fd" + id.substring(0, ID_DIGITS), 16);
        return new Subnet6(global.shiftLeft(Ipv6.BITS - 48), ULA_PREFIX);
    }

    private static String gateway6(NetworkPlan.@Nullable Pool pool, Subnet6 subnet) {
        if (pool == null || pool.gateway() == null) {
            return Ipv6.text(subnet.at(1));
        }
        try {
            BigInteger gateway = Ipv6.parse(pool.gateway());
            if (subnet.contains(gateway) && !gateway.equals(subnet.base())) {
                return Ipv6.text(gateway);
            }
        } catch (IllegalArgumentException e) {
            // Said below, with what was given.
        }
        throw EngineException.invalid("invalid gateway " + pool.gateway() + ": no host of subnet " + subnet);
    }

    private static Subnet subnet(String text) {
        try {
            int slash = text.indexOf('/');
            int prefix = slash < 0 ? -1 : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= Integer.SIZE) {
                return Subnet.parse(text);
            }
        } catch (IllegalArgumentException e) {
            // Said below, with what was given.
        }
        throw EngineException.invalid(
                "invalid subnet '" + text + "': an address and a prefix length are expected, as in 172.30.0.0/16");
    }

    private static Subnet6 subnet6(String text) {
        try {
            return Subnet6.parse(text);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid(
                    "invalid subnet '" + text + "': an address and a prefix length are expected, as in fd00:1::/64");
        }
    }

    private static int address(String text) {
        try {
            return Ipv4.parse(text);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid IP address: '" + text + "'");
        }
    }
}
