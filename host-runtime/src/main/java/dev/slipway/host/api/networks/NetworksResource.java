package dev.slipway.host.api.networks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.Containers;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** List, inspect, create. */
public final class NetworksResource implements Resource {
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "id", "label", "name", "scope", "type");

    /** Networks that are no bridges of ours but that clients expect in every list. */
    private static final List<Network> BUILT_IN = List.of(
            new Network("0".repeat(63) + "1", "host", "", "", "", Documents.NEVER),
            new Network("0".repeat(63) + "2", "none", "", "", "", Documents.NEVER));

    private final Networks networks;
    private final Containers containers;

    public NetworksResource(Networks networks, Containers containers) {
        this.networks = networks;
        this.containers = containers;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/networks", this::list)
                .get("/networks/{id}", this::inspect)
                .post("/networks/create", this::create)
                .post(
                        "/networks/prune",
                        call -> call.reply(200, Documents.object().putPOJO("NetworksDeleted", List.of())))
                .delete("/networks/{id}", this::remove);
    }

    private List<Network> all() {
        List<Network> all = new ArrayList<>(networks.list());
        all.addAll(BUILT_IN);
        return all;
    }

    private void list(Call call) throws IOException {
        Filters filters = Filters.of(call.query(), FILTERS);
        List<ObjectNode> rows = all().stream()
                .filter(network -> filters.allowsPart("name", network.name())
                        && (!filters.has("id") || filters.values("id").stream().anyMatch(network.id()::startsWith))
                        && filters.allows("driver", driver(network))
                        && filters.allows("scope", "local")
                        && filters.allows(
                                "type",
                                BUILT_IN.contains(network) || network.name().equals("bridge") ? "builtin" : "custom")
                        && filters.allowsLabels(Map.of()))
                .map(network -> document(network).putPOJO("Containers", Map.of()))
                .toList();
        call.reply(200, rows);
    }

    private void inspect(Call call) throws IOException {
        Network network = require(call.variable("id"));
        call.reply(200, document(network).putPOJO("Containers", members(call, network)));
    }

    private Network require(String name) {
        return all().stream()
                .filter(network -> network.name().equals(name) || network.id().startsWith(name))
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("network " + name + " not found"));
    }

    private ObjectNode members(Call call, Network network) {
        ObjectNode members = Documents.object();
        for (Container container : containers.list(call.tenant())) {
            if (network.name().equals(container.network()) && container.address() != null) {
                String prefix = network.subnet().substring(network.subnet().indexOf('/'));
                members.putPOJO(
                        container.id(),
                        Documents.object()
                                .put("Name", container.name())
                                .put("EndpointID", container.id())
                                .put("MacAddress", "")
                                .put("IPv4Address", container.address() + prefix)
                                .put("IPv6Address", ""));
            }
        }
        return members;
    }

    private static String driver(Network network) {
        return network.name().equals("none") ? "null" : network.name().equals("host") ? "host" : "bridge";
    }

    private static ObjectNode document(Network network) {
        List<Map<String, String>> pools = network.subnet().isEmpty()
                ? List.of()
                : List.of(Map.of("Subnet", network.subnet(), "Gateway", network.gateway()));
        return Documents.object()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", network.createdAt())
                .put("Scope", "local")
                .put("Driver", driver(network))
                .put("EnableIPv4", true)
                .put("EnableIPv6", false)
                .putPOJO(
                        "IPAM",
                        Documents.object()
                                .put("Driver", "default")
                                .putPOJO("Options", Map.of())
                                .putPOJO("Config", pools))
                .put("Internal", false)
                .put("Attachable", false)
                .put("Ingress", false)
                .putPOJO("ConfigFrom", Map.of("Network", ""))
                .put("ConfigOnly", false)
                .putPOJO("Options", Map.of())
                .putPOJO("Labels", Map.of());
    }

    private void create(Call call) throws IOException {
        ObjectNode body = call.json();
        String name = body.path("Name").asText("");
        if (name.isEmpty()) {
            throw EngineException.invalid("cannot create a network without a name");
        }
        if (all().stream().anyMatch(network -> network.name().equals(name))) {
            throw EngineException.conflict("network with name " + name + " already exists");
        }
        refuseUnsupported(body);
        call.reply(201, Map.of("Id", networks.ensure(name).id(), "Warning", ""));
    }

    private static void refuseUnsupported(ObjectNode body) {
        String driver = body.path("Driver").asText("");
        if (!driver.isEmpty() && !driver.equals("bridge") && !driver.equals("default")) {
            throw EngineException.invalid(
                    "network driver '" + driver + "' is not supported by this engine: use bridge");
        }
        for (String flag : List.of("Internal", "EnableIPv6", "Ingress", "ConfigOnly")) {
            if (body.path(flag).asBoolean()) {
                throw EngineException.invalid("field '" + flag + "' is not supported by this engine: leave it out");
            }
        }
        for (String document : List.of("Options", "Labels")) {
            if (!body.path(document).isEmpty()) {
                throw EngineException.invalid("field '" + document + "' is not supported by this engine: leave it out");
            }
        }
        if (!body.path("IPAM").path("Config").isEmpty()) {
            throw EngineException.invalid(
                    "field 'IPAM.Config' is not supported by this engine: subnets are its own choice");
        }
    }

    private void remove(Call call) throws IOException {
        Network network = require(call.variable("id"));
        if (BUILT_IN.contains(network) || network.name().equals("bridge")) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN, network.name() + " is a pre-defined network and cannot be removed");
        }
        networks.remove(network.name());
        call.done(204);
    }
}
