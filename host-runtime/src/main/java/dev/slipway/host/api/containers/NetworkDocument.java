package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.PortBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container's place in its network as Docker's documents show it. */
final class NetworkDocument {
    private static final String ANY = "0.0.0.0";

    private final Networks networks;

    NetworkDocument(Networks networks) {
        this.networks = networks;
    }

    /** {@code NetworkSettings} of an inspect. */
    ObjectNode of(Container container) {
        ObjectNode endpoint = endpoint(container);
        ObjectNode document = Documents.object()
                .put("Bridge", "")
                .put("SandboxID", container.address() == null ? "" : container.id())
                .put("SandboxKey", "")
                .putPOJO("Ports", ports(container))
                .put("HairpinMode", false)
                .put("LinkLocalIPv6Address", "")
                .put("LinkLocalIPv6PrefixLen", 0)
                .putPOJO("SecondaryIPAddresses", null)
                .putPOJO("SecondaryIPv6Addresses", null);
        for (String name : List.of(
                "EndpointID",
                "Gateway",
                "GlobalIPv6Address",
                "GlobalIPv6PrefixLen",
                "IPAddress",
                "IPPrefixLen",
                "IPv6Gateway",
                "MacAddress")) {
            document.set(name, endpoint.get(name));
        }
        return document.putPOJO("Networks", byName(container));
    }

    /** {@code Networks}: the one network the container is in, by name. */
    Map<String, ObjectNode> byName(Container container) {
        return Map.of(name(container), endpoint(container));
    }

    private static String name(Container container) {
        if (container.network() != null) {
            return container.network();
        }
        var host = container.config().hostConfig();
        String mode = host == null ? null : host.networkMode();
        return mode == null || mode.isEmpty() || mode.equals("default") ? "bridge" : mode;
    }

    private ObjectNode endpoint(Container container) {
        Networks.@Nullable Network network = container.network() == null
                ? null
                : networks.find(container.network()).orElse(null);
        boolean connected = container.address() != null && network != null;
        return Documents.object()
                .putPOJO("IPAMConfig", null)
                .putPOJO("Links", null)
                .putPOJO("Aliases", null)
                .put("MacAddress", "")
                .putPOJO("DriverOpts", null)
                .put("GwPriority", 0)
                .put("NetworkID", network == null ? "" : network.id())
                .put("EndpointID", connected ? container.id() : "")
                .put("Gateway", connected && network != null ? network.gateway() : "")
                .put("IPAddress", Documents.orEmpty(container.address()))
                .put("IPPrefixLen", connected && network != null ? prefix(network.subnet()) : 0)
                .put("IPv6Gateway", "")
                .put("GlobalIPv6Address", "")
                .put("GlobalIPv6PrefixLen", 0)
                .putPOJO("DNSNames", List.of(container.name(), container.id().substring(0, 12)));
    }

    private static int prefix(String subnet) {
        return Integer.parseInt(subnet.substring(subnet.indexOf('/') + 1));
    }

    /** {@code Ports} of an inspect: exposed ones are null, published ones have their host ends. */
    private ObjectNode ports(Container container) {
        ObjectNode ports = Documents.object();
        if (container.address() == null) {
            return ports;
        }
        Documents.orEmpty(container.process().exposedPorts()).keySet().forEach(ports::putNull);
        for (PortBinding binding : networks.published(container.id())) {
            String key = binding.containerPort() + "/" + binding.protocol();
            ArrayNode ends = ports.get(key) instanceof ArrayNode known ? known : ports.putArray(key);
            ends.addObject()
                    .put("HostIp", binding.hostIp().isEmpty() ? ANY : binding.hostIp())
                    .put("HostPort", Integer.toString(binding.hostPort()));
        }
        return ports;
    }

    /** {@code Ports} of a list. */
    List<ObjectNode> portList(Container container) {
        List<ObjectNode> rows = new ArrayList<>();
        if (container.address() == null) {
            return rows;
        }
        List<PortBinding> published = networks.published(container.id());
        for (PortBinding binding : published) {
            rows.add(Documents.object()
                    .put("IP", binding.hostIp().isEmpty() ? ANY : binding.hostIp())
                    .put("PrivatePort", binding.containerPort())
                    .put("PublicPort", binding.hostPort())
                    .put("Type", binding.protocol()));
        }
        for (String exposed :
                Documents.orEmpty(container.process().exposedPorts()).keySet()) {
            String[] parts = exposed.split("/", 2);
            String type = parts.length < 2 ? "tcp" : parts[1];
            int port = Integer.parseInt(parts[0]);
            if (published.stream()
                    .noneMatch(b -> b.containerPort() == port && b.protocol().equals(type))) {
                rows.add(Documents.object().put("PrivatePort", port).put("Type", type));
            }
        }
        return rows;
    }
}
