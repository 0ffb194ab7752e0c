package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.EndpointConfig;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import dev.slipway.host.network.Place;
import dev.slipway.host.network.PortBinding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A container's places in its networks as Docker's documents show them. */
public final class NetworkDocument {
    private static final String ANY = "0.0.0.0";
    private static final String ANY6 = "::";
    private static final int SHORT_ID = 12;

    private final Networks networks;

    NetworkDocument(Networks networks) {
        this.networks = networks;
    }

    /** {@code NetworkSettings} of an inspect. */
    ObjectNode of(Container container) {
        Map<String, ObjectNode> all = byName(container);
        ObjectNode endpoint = all.getOrDefault(main(container), empty());
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
        return document.putPOJO("Networks", all);
    }

    private static String main(Container container) {
        return container.network() != null
                ? container.network()
                : container.networks().keySet().stream().findFirst().orElse("");
    }

    /** {@code Networks}: those the container is in, or will be once it is started, by name. */
    Map<String, ObjectNode> byName(Container container) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        Map<String, EndpointConfig> wishes = new LinkedHashMap<>();
        container
                .networks()
                .forEach((name, wish) ->
                        wishes.put(networks.find(name).map(Network::name).orElse(name), wish));
        for (Place place : networks.places(container.id())) {
            EndpointConfig wish = wishes.getOrDefault(place.network(), EndpointConfig.PLAIN);
            all.put(place.network(), fill(named(container, place.network(), wish), container, place));
        }
        if (container.address() == null) {
            wishes.forEach((name, wish) -> all.computeIfAbsent(name, absent -> named(container, absent, wish)));
        }
        var host = container.config().hostConfig();
        String mode = host == null || host.networkMode() == null ? "" : host.networkMode();
        if (mode.equals("none") || mode.equals("host")) {
            all.put(mode, named(container, mode, EndpointConfig.PLAIN));
        }
        return all;
    }

    private ObjectNode named(Container container, String network, EndpointConfig wish) {
        List<String> names = new ArrayList<>(List.of(container.name()));
        if (wish.aliases() != null) {
            wish.aliases().stream().filter(name -> !names.contains(name)).forEach(names::add);
        }
        names.add(container.id().substring(0, SHORT_ID));
        return empty().putPOJO("IPAMConfig", wish.ipam())
                .putPOJO("Aliases", wish.aliases())
                .put("MacAddress", Documents.orEmpty(wish.macAddress()))
                .put("GwPriority", wish.gwPriority())
                .put("NetworkID", networks.find(network).map(Network::id).orElse(""))
                .putPOJO("DNSNames", names);
    }

    private ObjectNode fill(ObjectNode endpoint, Container container, Place place) {
        return endpoint.put(
                        "EndpointID",
                        endpointId(container.id(), endpoint.path("NetworkID").asText()))
                .put("Gateway", place.gateway())
                .put("IPAddress", place.address())
                .put("IPPrefixLen", place.prefixLength())
                .put("MacAddress", place.mac())
                .put("IPv6Gateway", place.gateway6())
                .put("GlobalIPv6Address", Documents.orEmpty(place.address6()))
                .put("GlobalIPv6PrefixLen", place.prefixLength6());
    }

    private static ObjectNode empty() {
        return Documents.object()
                .putPOJO("IPAMConfig", null)
                .putPOJO("Links", null)
                .putPOJO("Aliases", null)
                .put("MacAddress", "")
                .putPOJO("DriverOpts", null)
                .put("GwPriority", 0)
                .put("NetworkID", "")
                .put("EndpointID", "")
                .put("Gateway", "")
                .put("IPAddress", "")
                .put("IPPrefixLen", 0)
                .put("IPv6Gateway", "")
                .put("GlobalIPv6Address", "")
                .put("GlobalIPv6PrefixLen", 0)
                .putPOJO("DNSNames", null);
    }

    /** What Docker's clients take for the id of a container's place in a network: the same whenever they ask. */
    public static String endpointId(String container, String network) {
        try {
            byte[] both = (container + network).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(both));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
            for (String ip : ips(binding)) {
                ends.addObject().put("HostIp", ip).put("HostPort", Integer.toString(binding.hostPort()));
            }
        }
        return ports;
    }

    /** A port on every address is shown on every one of IPv4 and on every one of IPv6. */
    private static List<String> ips(PortBinding binding) {
        return binding.hostIp().isEmpty() ? List.of(ANY, ANY6) : List.of(binding.hostIp());
    }

    /** {@code Ports} of a list. */
    List<ObjectNode> portList(Container container) {
        List<ObjectNode> rows = new ArrayList<>();
        if (container.address() == null) {
            return rows;
        }
        List<PortBinding> published = networks.published(container.id());
        for (PortBinding binding : published) {
            for (String ip : ips(binding)) {
                rows.add(Documents.object()
                        .put("IP", ip)
                        .put("PrivatePort", binding.containerPort())
                        .put("PublicPort", binding.hostPort())
                        .put("Type", binding.protocol()));
            }
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
