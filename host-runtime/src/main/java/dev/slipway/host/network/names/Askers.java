package dev.slipway.host.network.names;

import dev.slipway.host.network.names.NameServer.View;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which names an asker may learn: those of the network it asks in, and those of the other networks of the same
 * container, which has only one name server to ask. The sender of a question can be forged within its own network only,
 * and the answer goes to the forged one.
 */
public final class Askers {
    private final Map<String, View> views = new ConcurrentHashMap<>();

    /** Notes what {@code address}, dotted, may learn: first of the network it is an address of. */
    public void add(String address, List<NameTable> tables, Optional<Resolvers> resolvers) {
        if (tables.size() > 1 || resolvers.isPresent()) {
            views.put(address, new View(List.copyOf(tables), resolvers));
        }
    }

    public void remove(String address) {
        views.remove(address);
    }

    /** That of {@code asker}; only {@code own} when nothing else is known of it. */
    public View view(InetAddress asker, NameTable own) {
        View known = views.get(asker.getHostAddress());
        return known != null && known.tables().getFirst() == own ? known : new View(List.of(own), Optional.empty());
    }
}
