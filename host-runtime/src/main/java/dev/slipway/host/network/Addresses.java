package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.HashSet;
import java.util.Set;

/**
 * Which addresses of one network are given out. The search starts behind the last one given, so an address rests as
 * long as possible before it names another container: connections, caches and dying interfaces of the old one are gone.
 */
final class Addresses {
    private final Subnet subnet;
    private final Set<Integer> taken = new HashSet<>();
    private int last;

    Addresses(Subnet subnet) {
        this.subnet = subnet;
        this.last = subnet.gateway();
    }

    /** Gives out a free address. */
    int take(String network) {
        int count = subnet.last() - subnet.first() + 1;
        for (int step = 1; step <= count; step++) {
            int candidate = subnet.first() + Math.floorMod(last + step - subnet.first(), count);
            if (taken.add(candidate)) {
                last = candidate;
                return candidate;
            }
        }
        throw new EngineException(
                ErrorKind.UNAVAILABLE,
                "cannot connect to network '" + network + "': all " + count + " addresses of " + subnet
                        + " are in use; remove containers");
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
