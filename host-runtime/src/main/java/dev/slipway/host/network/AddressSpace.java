package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.Collection;
import java.util.stream.IntStream;

/**
 * The addresses of one engine: 10.(4·slab).0.0/14, cut into a /22 for the operator's default network and a /24 for every
 * other one. Blocks that the host itself has a route to are left out.
 */
final class AddressSpace {
    private static final int TEN = 10 << 24;
    private static final int PREFIX = 14;
    /** As many addresses as a kernel bridge takes ports (1,023). */
    private static final int DEFAULT_NETWORK_PREFIX = 22;

    private static final int NETWORK_PREFIX = 24;
    private static final int BITS = 32;

    private final Subnet all;

    AddressSpace(int slab) {
        all = new Subnet(TEN + slab * (1 << (BITS - PREFIX)), PREFIX);
    }

    /** Every address the engine may ever give out. */
    Subnet all() {
        return all;
    }

    /** The lowest free block for a new network. */
    Subnet free(boolean defaultNetwork, Collection<Subnet> taken) {
        int prefix = defaultNetwork ? DEFAULT_NETWORK_PREFIX : NETWORK_PREFIX;
        return IntStream.range(0, 1 << (prefix - PREFIX))
                .mapToObj(i -> new Subnet(all.base() + i * (1 << (BITS - prefix)), prefix))
                .filter(block -> taken.stream().noneMatch(block::overlaps))
                .findFirst()
                .orElseThrow(() -> new EngineException(
                        ErrorKind.UNAVAILABLE,
                        "cannot make a network: no free /" + prefix + " block left in " + all
                                + "; remove networks that are not used"));
    }
}
