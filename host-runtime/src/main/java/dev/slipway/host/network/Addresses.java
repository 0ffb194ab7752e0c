package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.HashSet;
import java.util.Set;

/**
 * Which IPv4 addresses of one network are given out. The search starts behind the last one given, so an address rests as
 * long as possible before it names another container: connections, caches and dying interfaces of the old one are gone.
 */
final class Addresses {
    private final Subnet subnet;
    private final int first;
    private final int count;
    private final Set<Integer> reserved;
    private final Set<Integer> taken = new HashSet<>();
    private int last;

    /**
     * @param range where addresses nobody chose are taken from: the subnet or a part of it
     * @param reserved never given out: the gateway, and what the operator keeps for others
     */
    Addresses(Subnet subnet, Subnet range, Set<Integer> reserved) {
        this.subnet = subnet;
        this.first = range.equals(subnet) ? subnet.first() - 1 : range.base();
        this.count = Math.min(range.equals(subnet) ? subnet.last() : range.last() + 1, subnet.last()) - first + 1;
        this.reserved = Set.copyOf(reserved);
        this.last = first - 1;
    }

    /** Gives out a free address. */
    int take(String network) {
        for (int step = 1; step <= count; step++) {
            int candidate = first + Math.floorMod(last + step - first, count);
            if (candidate != subnet.base() && !reserved.contains(candidate) && taken.add(candidate)) {
                last = candidate;
                return candidate;
            }
        }
        throw new EngineException(
                ErrorKind.UNAVAILABLE,
                "no available IPv4 addresses on this network's address pools: all of network '" + network + "', "
                        + subnet + ", are in use; remove containers or make a network with a larger subnet");
    }

    /** Gives out {@code wished}. */
    int take(String network, int wished) {
        String text = Ipv4.text(wished);
        if (!subnet.contains(wished) || wished == subnet.base() || wished == subnet.last() + 1) {
            throw EngineException.invalid("invalid endpoint settings: no configured subnet contains IP address " + text
                    + ": network '" + network + "' is " + subnet);
        }
        if (reserved.contains(wished) || !taken.add(wished)) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "Address already in use: " + text + " in network '" + network + "'; choose another one");
        }
        return wished;
    }

    /** Notes an address given out before a restart. */
    void keep(int address) {
        taken.add(address);
        last = Math.max(last, address);
    }

    void free(int address) {
        taken.remove(address);
    }

    boolean idle() {
        return taken.isEmpty();
    }
}
