package dev.slipway.host.network;

import java.util.Collection;

/**
 * The engine's table in the kernel's firewall, kept beside the host's own rules. Where those filter what comes to the
 * host, published ports obey them: translated by the kernel they would never pass the host's input rules, so then the
 * engine's sockets take the connections, and its relays carry them.
 */
final class Firewall {
    private final Nft nft;
    private final Ruleset rules;
    private final HostInput input;
    private boolean direct;

    Firewall(Nft nft, Ruleset rules) {
        this.nft = nft;
        this.rules = rules;
        this.input = new HostInput(nft);
    }

    /** Puts the table in place, instead of an earlier engine's. */
    synchronized void install(Collection<Bridge> networks, Collection<Lease> leases) {
        direct = !input.filters();
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

    /** Looks whether the host's input rules have changed; for the time between two published ports. */
    synchronized void watch() {
        nft.apply(obey());
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
