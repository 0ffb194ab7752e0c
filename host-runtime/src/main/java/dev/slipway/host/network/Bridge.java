package dev.slipway.host.network;

import dev.slipway.host.network.names.NameTable;
import java.util.regex.Pattern;

/**
 * A network as kept and as found on the host: its record and what follows from it.
 *
 * @param slab the engine's, part of every name so that several engines share a host
 * @param index the network's within the engine, never that of another existing network
 * @param addresses which of the subnet are given out
 * @param names of the containers that run in it
 */
record Bridge(int slab, int index, Networks.Network network, Addresses addresses, NameTable names) {
    private static final Pattern TENANT = Pattern.compile("t-\\d+");

    static Bridge of(int slab, NetworkRecords.Entry entry) {
        Addresses addresses = new Addresses(Subnet.parse(entry.network().subnet()));
        return new Bridge(slab, entry.index(), entry.network(), addresses, new NameTable());
    }

    static String name(int slab, int index) {
        return "sw" + slab + "-" + index;
    }

    /** How the names of this engine's bridges begin, and no others. */
    static String prefix(int slab) {
        return "sw" + slab + "-";
    }

    NetworkRecords.Entry entry() {
        return new NetworkRecords.Entry(index, network);
    }

    String device() {
        return network.bridge();
    }

    Subnet subnet() {
        return Subnet.parse(network.subnet());
    }

    /** Whether the strict rules for tenants hold: no way into private address ranges. */
    boolean tenant() {
        return TENANT.matcher(network.name()).matches();
    }
}
