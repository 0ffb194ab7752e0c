package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.network.names.NameTable;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network as kept and as found on the host: its record and what follows from it.
 *
 * @param slab the engine's, part of every name so that several engines share a host
 * @param index the network's within the engine, never that of another existing network
 * @param addresses which of the subnet are given out
 * @param addresses6 likewise, null without IPv6
 * @param names of the containers that run in it
 */
record Bridge(
        int slab,
        int index,
        Networks.Network network,
        Addresses addresses,
        @Nullable Addresses6 addresses6,
        NameTable names) {
    private static final Pattern TENANT = Pattern.compile("t-\\d+");

    static Bridge of(int slab, NetworkRecords.Entry entry) {
        Networks.Network network = entry.network();
        NetworkSettings settings = network.settings();
        Subnet subnet = Subnet.parse(network.subnet());
        Set<Integer> reserved = new HashSet<>();
        reserved.add(Ipv4.parse(network.gateway()));
        settings.reserved().values().forEach(address -> reserved.add(Ipv4.parse(address)));
        String range = settings.range();
        Addresses addresses = new Addresses(subnet, range == null ? subnet : Subnet.parse(range), reserved);
        String subnet6 = settings.subnet6();
        String gateway6 = settings.gateway6();
        Addresses6 addresses6 = subnet6 == null || gateway6 == null
                ? null
                : new Addresses6(Subnet6.parse(subnet6), Ipv6.parse(gateway6));
        return new Bridge(slab, entry.index(), network, addresses, addresses6, new NameTable(network.name()));
    }

    static String name(int slab, int index) {
        return "sw" + slab + "-" + index;
    }

    /** How the names of this engine's bridges begin, and no others. */
    static String prefix(int slab) {
        return "sw" + slab + "-";
    }

    /** Whether a network of that name is a tenant's. */
    static boolean isTenants(String network) {
        return TENANT.matcher(network).matches();
    }

    NetworkRecords.Entry entry() {
        return new NetworkRecords.Entry(index, network);
    }

    String device() {
        return network.bridge();
    }

    NetworkSettings settings() {
        return network.settings();
    }

    Subnet subnet() {
        return Subnet.parse(network.subnet());
    }

    int gateway() {
        return Ipv4.parse(network.gateway());
    }

    @Nullable
    Subnet6 subnet6() {
        String text = settings().subnet6();
        return text == null ? null : Subnet6.parse(text);
    }

    @Nullable
    BigInteger gateway6() {
        String text = settings().gateway6();
        return text == null ? null : Ipv6.parse(text);
    }

    /** Whether its device has a name that the operator chose, which the rules for the others' pattern do not see. */
    boolean named() {
        return !device().startsWith(prefix(slab));
    }

    /** Whether the strict rules for tenants hold: no way into private address ranges. */
    boolean tenant() {
        return isTenants(network.name());
    }

    /** A lease as {@code endpoint} wishes, with addresses taken for it. */
    Lease lease(String container, Endpoint endpoint, int index) {
        String name = network.name();
        if (endpoint.mac() != null) {
            Wishes.mac(endpoint.mac());
        }
        int number = endpoint.address() == null
                ? addresses.take(name)
                : addresses.take(name, Wishes.address(endpoint.address()));
        try {
            return new Lease(
                    container,
                    name,
                    Ipv4.text(number),
                    endpoint.names(),
                    List.of(),
                    index,
                    address6(endpoint, number),
                    endpoint.mac(),
                    endpoint.gatewayPriority(),
                    endpoint.resolvers());
        } catch (RuntimeException e) {
            addresses.free(number);
            throw e;
        }
    }

    private @Nullable String address6(Endpoint endpoint, int number) {
        String wished = endpoint.address6();
        if (addresses6 == null) {
            if (wished != null) {
                throw EngineException.invalid("invalid endpoint settings: no configured subnet contains IP address "
                        + wished + ": network '" + network.name() + "' has no IPv6");
            }
            return null;
        }
        return Ipv6.text(
                wished == null
                        ? addresses6.take(network.name(), number - subnet().base())
                        : addresses6.takeWished(network.name(), Wishes.address6(wished)));
    }

    /** Notes what a lease of an earlier engine has. */
    void keep(Lease lease) {
        addresses.keep(lease.addressNumber());
        BigInteger six = lease.addressNumber6();
        if (addresses6 != null && six != null) {
            addresses6.keep(six);
        }
    }

    void free(Lease lease) {
        addresses.free(lease.addressNumber());
        BigInteger six = lease.addressNumber6();
        if (addresses6 != null && six != null) {
            addresses6.free(six);
        }
    }

    /** What a container has in it. */
    Place place(Lease lease) {
        Subnet6 six = subnet6();
        boolean internal = settings().internal();
        String gateway6 = settings().gateway6();
        return new Place(
                network.name(),
                lease.device(),
                lease.address(),
                subnet().prefix(),
                internal ? "" : network.gateway(),
                lease.macText(),
                lease.address6(),
                six == null ? 0 : six.prefix(),
                internal || gateway6 == null ? "" : gateway6,
                lease.names());
    }
}
