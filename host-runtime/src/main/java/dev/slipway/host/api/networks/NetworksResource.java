package dev.slipway.host.api.networks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.container.EndpointConfig;
import dev.slipway.host.events.Events;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Networks, and who is in them. */
public final class NetworksResource implements Resource {
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "id", "label", "name", "scope", "type");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");
    private static final String DEFAULT = "bridge";
    private static final long NANOS = 1_000_000_000L;

    /** Networks that are no bridges of ours but that clients expect in every list. */
    private static final List<Network> BUILT_IN = List.of(
            Network.plain("0".repeat(63) + "1", "host", "", "", "", Documents.NEVER),
            Network.plain("0".repeat(63) + "2", "none", "", "", "", Documents.NEVER));

    private final Networks networks;
    private final Containers containers;
    private final Events events;

    public NetworksResource(Networks networks, Containers containers, Events events) {
        this.networks = networks;
        this.containers = containers;
        this.events = events;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/networks", this::list)
                .get("/networks/{id}", this::inspect)
                .post("/networks/create", this::create)
                .post("/networks/prune", this::prune)
                .post("/networks/{id}/connect", this::connect)
                .post("/networks/{id}/disconnect", this::disconnect)
                .delete("/networks/{id}", this::remove);
    }

    private List<Network> all() {
        List<Network> all = new ArrayList<>(networks.list());
        all.addAll(BUILT_IN);
        return all;
    }

    /** Docker calls these pre-defined: they are there before anybody asks, and stay. */
    private static boolean isBuiltIn(Network network) {
        return network.name().equals(DEFAULT) || BUILT_IN.contains(network);
    }

    private void list(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        Set<String> used = filters.has("dangling") ? used(call) : Set.of();
        List<ObjectNode> rows = all().stream()
                .filter(network -> filters.allowsPart("name", network.name())
                        && filters.allowsPart("id", network.id())
                        && filters.allows("driver", NetworkSummary.driver(network))
                        && filters.allows("scope", "local")
                        && filters.allows("type", isBuiltIn(network) ? "builtin" : "custom")
                        && filters.allowsLabels(network.settings().labels())
                        && (!filters.has("dangling")
                                || filters.flag("dangling", false)
                                        == (!isBuiltIn(network) && !used.contains(network.name()))))
                .map(NetworkSummary::of)
                .toList();
        call.reply(200, rows);
    }

    /** Names of the networks that somebody is in, or will be when it is started. */
    private Set<String> used(Call call) {
        Set<String> used = new HashSet<>();
        for (Container container : containers.list(call.tenant())) {
            container
                    .networks()
                    .keySet()
                    .forEach(name ->
                            used.add(networks.find(name).map(Network::name).orElse(name)));
        }
        return used;
    }

    private void inspect(Call call) throws IOException {
        Network network = require(call.variable("id"));
        call.reply(
                200,
                NetworkSummary.of(network)
                        .putPOJO(
                                "Containers",
                                NetworkSummary.members(network, containers.list(call.tenant()), networks)));
    }

    private Network require(String nameOrId) {
        return BUILT_IN.stream()
                .filter(network ->
                        network.name().equals(nameOrId) || network.id().equals(nameOrId))
                .findFirst()
                .or(() -> networks.find(nameOrId))
                .orElseThrow(() -> EngineException.notFound("network " + nameOrId + " not found"));
    }

    private void create(Call call) throws IOException {
        Network network = networks.create(NetworkBody.read(call.json()));
        say("create", network);
        call.reply(201, Map.of("Id", network.id(), "Warning", ""));
    }

    private void say(String action, Network network) {
        events.publish(Events.Event.now(
                "network",
                action,
                network.id(),
                "",
                Map.of("name", network.name(), "type", NetworkSummary.driver(network))));
    }

    private void connect(Call call) throws IOException {
        ObjectNode body = call.json();
        EndpointConfig wish = EndpointConfig.of(body.get("EndpointConfig"));
        containers.connect(call.tenant(), bridge(call), container(body), wish);
        call.done(200);
    }

    private void disconnect(Call call) throws IOException {
        containers.disconnect(call.tenant(), bridge(call), container(call.json()));
        call.done(200);
    }

    private String bridge(Call call) {
        Network network = require(call.variable("id"));
        if (BUILT_IN.contains(network)) {
            throw EngineException.invalid(
                    network.name().equals("host")
                            ? "container cannot be connected to host network or disconnected from it: make it again with"
                                    + " --network"
                            : "container cannot be connected to multiple networks with one of the networks in private"
                                    + " (none) mode");
        }
        if (network.tenants()) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "network " + network.name() + " is a tenant's: containers of others are not connected to it");
        }
        return network.name();
    }

    private static String container(ObjectNode body) {
        String container = body.path("Container").asText("");
        if (container.isEmpty()) {
            throw EngineException.invalid("invalid container name or ID: value is empty");
        }
        return container;
    }

    private void remove(Call call) throws IOException {
        Network network = require(call.variable("id"));
        if (isBuiltIn(network)) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN, network.name() + " is a pre-defined network and cannot be removed");
        }
        networks.remove(network.name());
        say("destroy", network);
        call.done(204);
    }

    private void prune(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), PRUNE_FILTERS);
        Set<String> used = used(call);
        List<String> deleted = new ArrayList<>();
        for (Network network : networks.list()) {
            boolean wanted = !isBuiltIn(network)
                    && !network.tenants()
                    && !used.contains(network.name())
                    && filters.allowsLabels(network.settings().labels())
                    && isOldEnough(network, filters);
            if (wanted && removed(network)) {
                say("destroy", network);
                deleted.add(network.name());
            }
        }
        new PruneEvents(events).say(call.tenant(), "network", 0);
        call.reply(200, Documents.object().putPOJO("NetworksDeleted", deleted));
    }

    private static boolean isOldEnough(Network network, Filters filters) {
        Instant created = Instant.parse(network.createdAt());
        return created.getEpochSecond() <= filters.moment("until", Long.MAX_VALUE) / NANOS;
    }

    private boolean removed(Network network) {
        try {
            networks.remove(network.name());
            return true;
        } catch (EngineException e) {
            // In use, or gone meanwhile: pruning passes over it.
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
