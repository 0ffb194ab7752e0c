package dev.slipway.host.api.networks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.network.NetworkPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From Docker's network create document to a {@link NetworkPlan}; what is not done here is refused by name. */
final class NetworkBody {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern TENANTS = Pattern.compile("t-\\d+");
    private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none", "default");

    private NetworkBody() {}

    static NetworkPlan read(ObjectNode body) {
        String name = name(body.path("Name").asText(""));
        refuse(body);
        return new NetworkPlan(
                name,
                pools(body.path("IPAM")),
                body.path("EnableIPv6").asBoolean(),
                body.path("Internal").asBoolean(),
                texts(body.path("Labels")),
                texts(body.path("Options")));
    }

    private static String name(String name) {
        if (name.isEmpty()) {
            throw EngineException.invalid("cannot create a network without a name");
        }
        if (PREDEFINED.contains(name)) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN, "operation is not permitted on predefined " + name + " network");
        }
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid(
                    "invalid network name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        if (TENANTS.matcher(name).matches()) {
            throw EngineException.invalid(
                    "network name '" + name + "' is reserved: networks of that form belong to tenants");
        }
        return name;
    }

    private static void refuse(ObjectNode body) {
        String driver = body.path("Driver").asText("");
        if (!driver.isEmpty() && !driver.equals("bridge") && !driver.equals("default")) {
            throw EngineException.notFound(
                    "network driver '" + driver + "' is not supported by this engine: use bridge");
        }
        String scope = body.path("Scope").asText("");
        if (!scope.isEmpty() && !scope.equals("local")) {
            throw unsupported("Scope");
        }
        for (String flag : List.of("Ingress", "ConfigOnly")) {
            if (body.path(flag).asBoolean()) {
                throw unsupported(flag);
            }
        }
        if (!body.path("ConfigFrom").path("Network").asText("").isEmpty()) {
            throw unsupported("ConfigFrom");
        }
        if (body.path("EnableIPv4").isBoolean() && !body.path("EnableIPv4").asBoolean()) {
            throw EngineException.invalid(
                    "networks without IPv4 are not supported by this engine: leave out 'EnableIPv4'");
        }
        String ipam = body.path("IPAM").path("Driver").asText("");
        if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw EngineException.notFound("IPAM driver '" + ipam + "' is not supported by this engine: use default");
        }
        if (!body.path("IPAM").path("Options").isEmpty()) {
            throw unsupported("IPAM.Options");
        }
    }

    private static EngineException unsupported(String field) {
        return EngineException.invalid("field '" + field + "' is not supported by this engine: leave it out");
    }

    private static List<NetworkPlan.Pool> pools(JsonNode ipam) {
        List<NetworkPlan.Pool> pools = new ArrayList<>();
        for (JsonNode config : ipam.path("Config")) {
            String subnet = config.path("Subnet").asText("");
            if (subnet.isEmpty() && config.isEmpty()) {
                continue;
            }
            if (subnet.isEmpty()) {
                throw EngineException.invalid(
                        "address range, gateway and auxiliary addresses need a subnet: add --subnet");
            }
            pools.add(new NetworkPlan.Pool(
                    subnet,
                    text(config.path("Gateway")),
                    text(config.path("IPRange")),
                    texts(config.path("AuxiliaryAddresses"))));
        }
        return pools;
    }

    private static @Nullable String text(JsonNode value) {
        return value.asText("").isEmpty() ? null : value.asText();
    }

    private static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
