package dev.slipway.host.router;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.router.Router.Target;
import dev.slipway.host.store.StateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The durable table of routes and the live one made from it.
 *
 * <p>A switch replaces one immutable {@link Live} by another. A request that chose a target from the old one counts
 * itself first and looks again whether the route is still that one: so whoever switches sees every request that went to
 * the old targets.
 */
final class RouteTable {
    private final StateFile<Document> file;
    private final Map<String, Live> live = new ConcurrentHashMap<>();

    /** On disk. */
    record Entry(String tenant, List<Target> targets) {}

    /** The document: host to entry. */
    record Document(Map<String, Entry> routes) {}

    /**
     * A route in use.
     *
     * @param retired targets of before, not in {@code backends}; those with something active are draining
     * @param turn counts requests, for taking targets in turn
     */
    record Live(String tenant, List<Backend> backends, List<Backend> retired, AtomicInteger turn) {}

    RouteTable(StateFile<Document> file) {
        this.file = file;
        file.readOrSetAside()
                .orElse(new Document(Map.of()))
                .routes()
                .forEach((host, entry) -> live.put(
                        host, new Live(entry.tenant(), fresh(entry.targets()), List.of(), new AtomicInteger())));
    }

    private static List<Backend> fresh(List<Target> targets) {
        return targets.stream().map(Backend::new).toList();
    }

    /** Switches in one step; returns the route as it is then. */
    synchronized Live put(String tenant, String host, List<Target> targets) {
        Live before = live.get(host);
        if (before != null && !before.tenant().equals(tenant)) {
            throw EngineException.conflict("cannot route host '" + host + "': it is taken; choose another name");
        }
        List<Backend> known = before == null ? List.of() : inUse(before);
        List<Backend> next = targets.stream()
                .distinct()
                .map(target -> known.stream()
                        .filter(backend -> backend.target().equals(target))
                        .findFirst()
                        .orElseGet(() -> new Backend(target)))
                .toList();
        List<Backend> retired =
                known.stream().filter(backend -> !next.contains(backend)).toList();
        keep(host, Optional.of(new Entry(tenant, List.copyOf(targets))));
        Live after = new Live(tenant, next, retired, new AtomicInteger());
        live.put(host, after);
        return after;
    }

    private static List<Backend> inUse(Live route) {
        List<Backend> all = new ArrayList<>(route.backends());
        route.retired().stream().filter(backend -> backend.active() > 0).forEach(all::add);
        return all;
    }

    synchronized void remove(String tenant, String host) {
        if (find(tenant, host).isPresent()) {
            keep(host, Optional.empty());
            live.remove(host);
        }
    }

    private void keep(String host, Optional<Entry> entry) {
        Map<String, Entry> routes = new TreeMap<>();
        live.forEach((name, route) -> routes.put(
                name,
                new Entry(
                        route.tenant(),
                        route.backends().stream().map(Backend::target).toList())));
        routes.remove(host);
        entry.ifPresent(value -> routes.put(host, value));
        file.write(new Document(new HashMap<>(routes)));
    }

    /** Requests and tunnels begun and not ended, of all routes. */
    int active() {
        return live.values().stream()
                .flatMap(route -> Stream.concat(route.backends().stream(), route.retired().stream()))
                .mapToInt(Backend::active)
                .sum();
    }

    /** The tenant's route; another tenant's looks like none. */
    Optional<Live> find(String tenant, String host) {
        return Optional.ofNullable(live.get(host))
                .filter(route -> route.tenant().equals(tenant));
    }

    Optional<Live> find(String host) {
        return Optional.ofNullable(live.get(host));
    }

    /**
     * The targets for one request in the order to be tried, the first one counted as active; empty when there is no such
     * route, an empty list when it has no targets.
     */
    Optional<List<Backend>> choose(String host) {
        while (true) {
            Live route = live.get(host);
            if (route == null || route.backends().isEmpty()) {
                return Optional.ofNullable(route).map(Live::backends);
            }
            List<Backend> order = inTurn(route);
            order.getFirst().begin();
            if (isCurrent(host, route)) {
                return Optional.of(order);
            }
            order.getFirst().end();
        }
    }

    /** Whether no switch happened since; the object counts, not what is in it. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isCurrent(String host, Live route) {
        return live.get(host) == route;
    }

    private static List<Backend> inTurn(Live route) {
        int count = route.backends().size();
        if (count == 1) {
            return route.backends();
        }
        int first = Math.floorMod(route.turn().getAndIncrement(), count);
        List<Backend> order = new ArrayList<>(route.backends().subList(first, count));
        order.addAll(route.backends().subList(0, first));
        return order;
    }
}
