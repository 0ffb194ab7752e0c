package dev.slipway.host.api.networks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.containers.NetworkDocument;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.network.NetworkSettings;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import dev.slipway.host.network.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network as Docker shows it. */
final class NetworkSummary {
    private NetworkSummary() {}

    static String driver(Network network) {
        return switch (network.name()) {
            case "none" -> "null";
            case "host" -> "host";
            default -> "bridge";
        };
    }

    static ObjectNode of(Network network) {
        NetworkSettings settings = network.settings();
        return Documents.object()
                .put("Name", network.name())
                .put("Id", network.id())
                .put("Created", network.createdAt())
                .put("Scope", "local")
                .put("Driver", driver(network))
                .put("EnableIPv4", true)
                .put("EnableIPv6", settings.subnet6() != null)
                .putPOJO(
                        "IPAM",
                        Documents.object()
                                .put("Driver", "default")
                                .putPOJO("Options", Map.of())
                                .putPOJO("Config", pools(network, settings)))
                .put("Internal", settings.internal())
                .put("Attachable", false)
                .put("Ingress", false)
                .putPOJO("ConfigFrom", Map.of("Network", ""))
                .put("ConfigOnly", false)
                .putPOJO("Containers", Map.of())
                .putPOJO("Options", settings.options())
                .putPOJO("Labels", settings.labels());
    }

    private static List<Map<String, Object>> pools(Network network, NetworkSettings settings) {
        List<Map<String, Object>> pools = new ArrayList<>();
        if (!network.subnet().isEmpty()) {
            Map<String, Object> four = new LinkedHashMap<>();
            four.put("Subnet", network.subnet());
            if (settings.range() != null) {
                four.put("IPRange", settings.range());
            }
            four.put("Gateway", network.gateway());
            if (!settings.reserved().isEmpty()) {
                four.put("AuxiliaryAddresses", settings.reserved());
            }
            pools.add(four);
        }
        if (settings.subnet6() != null) {
            pools.add(Map.of("Subnet", settings.subnet6(), "Gateway", Documents.orEmpty(settings.gateway6())));
        }
        return pools;
    }

    /** {@code Containers}: who of {@code containers} is in it now. */
    static ObjectNode members(Network network, List<Container> containers, Networks networks) {
        ObjectNode members = Documents.object();
        for (Container container : containers) {
            for (Place place : networks.places(container.id())) {
                if (place.network().equals(network.name())) {
                    members.set(container.id(), member(container, place, network));
                }
            }
        }
        return members;
    }

    private static ObjectNode member(Container container, Place place, Network network) {
        return Documents.object()
                .put("Name", container.name())
                .put("EndpointID", NetworkDocument.endpointId(container.id(), network.id()))
                .put("MacAddress", place.mac())
                .put("IPv4Address", place.address() + "/" + place.prefixLength())
                .put("IPv6Address", place.address6() == null ? "" : place.address6() + "/" + place.prefixLength6());
    }
}
