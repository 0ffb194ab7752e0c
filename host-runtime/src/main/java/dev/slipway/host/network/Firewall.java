package dev.slipway.host.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;

/**
 * The engine's table in the kernel's firewall, kept beside the host's own rules. Where those filter what comes to the
 * host, published ports obey them: translated by the kernel they would never pass the host's input rules, so then the
 * engine's sockets take the connections, and its relays carry them.
 */
final class Firewall {
    private static final Logger LOG = System.getLogger(Firewall.class.getName());

    private final Nft nft;
    private final Ruleset rules;
    private final HostInput input;
    private final String bridges;
    private boolean direct;

    /** @param bridges how the names of the engine's bridges begin */
    Firewall(Nft nft, Ruleset rules, String bridges) {
        this.bridges = bridges;
        this.nft = nft;
        this.rules = rules;
        this.input = new HostInput(nft);
    }

    /** Puts the table in place, instead of an earlier engine's. */
    synchronized void install(Collection<Bridge> networks, Collection<Lease> leases) {
        direct = !input.filters();
        if (!direct) {
            LOG.log(Level.INFO, """
                    the host''s own rules filter what comes to it, so published ports are relayed and obey them; \
                    containers find names only if those rules let port 53, udp and tcp, in from bridges ''{0}*''""", bridges);
        }
        nft.apply(rules.all(networks, leases, direct));
    }

    void add(Bridge bridge) {
        nft.apply(rules.network(bridge));
    }

    void remove(Bridge bridge) {
        nft.apply(rules.removeNetwork(bridge));
    }

    synchronized void publish(Lease lease) {
        if (!lease.ports().isEmpty()) {
            nft.apply(obey() + rules.publish(lease));
        }
    }

    void unpublish(Lease lease) {
        nft.apply(rules.unpublish(lease));
    }

    private String obey() {
        boolean now = !input.filters();
        if (now == direct) {
            return "";
        }
        direct = now;
        return rules.outside(direct);
    }

    void remove() {
        nft.apply(rules.removal());
    }
}
