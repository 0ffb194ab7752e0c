package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.network.Endpoint;
import dev.slipway.host.network.Networks;
import dev.slipway.host.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In which networks a container is to be, and as what: the create's wishes, changed since by connecting and disconnecting. */
final class Endpoints {
    private static final String OPERATORS_DEFAULT = "bridge";

    private Endpoints() {}

    /** By network name, that of the network mode first, the others in the order of their names. */
    static Map<String, EndpointConfig> of(ContainerRecord record, Tenant tenant) {
        Map<String, EndpointConfig> changed = record.endpoints();
        return changed != null && !changed.isEmpty()
                ? changed
                : wished(record.config().networkingConfig(), record.host(), tenant.network());
    }

    /** As the create says, names of networks as the caller wrote them. @param own network of its tenant */
    static Map<String, EndpointConfig> wished(
            @Nullable Map<String, Object> networkingConfig, HostConfig host, String own) {
        Map<String, EndpointConfig> all = new LinkedHashMap<>();
        if (!(NetworkChoice.of(host.networkMode(), own) instanceof NetworkChoice.Bridge(String main))) {
            return all;
        }
        Map<String, EndpointConfig> others = new TreeMap<>();
        EndpointConfig first = EndpointConfig.PLAIN;
        for (Map.Entry<?, ?> entry : configs(networkingConfig).entrySet()) {
            String name = String.valueOf(entry.getKey());
            EndpointConfig config = EndpointConfig.of(entry.getValue());
            if (isMain(name, main, host.networkMode(), own)) {
                first = config;
            } else {
                others.put(name, config);
            }
        }
        all.put(main, first);
        all.putAll(others);
        return all;
    }

    private static Map<?, ?> configs(@Nullable Map<String, Object> networkingConfig) {
        return networkingConfig != null && networkingConfig.get("EndpointsConfig") instanceof Map<?, ?> configs
                ? configs
                : Map.of();
    }

    private static boolean isMain(String name, String main, @Nullable String mode, String own) {
        boolean usual = name.equals("default") || name.equals(OPERATORS_DEFAULT);
        return name.equals(main) || name.equals(mode) || (usual && main.equals(own));
    }

    /** What the network room is to make of them. */
    static List<Endpoint> plan(ContainerRecord record, Tenant tenant, Networks networks) {
        List<Endpoint> plan = new ArrayList<>();
        of(record, tenant).forEach((name, config) -> {
            if (name.equals(tenant.network())) {
                networks.ensure(name);
            }
            plan.add(endpoint(record, name(networks, name), config));
        });
        return plan;
    }

    /** Name of an existing network; 404 for none. */
    static String name(Networks networks, String nameOrId) {
        return networks.find(nameOrId)
                .orElseThrow(() -> EngineException.notFound("network " + nameOrId + " not found"))
                .name();
    }

    static Endpoint endpoint(ContainerRecord record, String network, EndpointConfig config) {
        if (network.equals(OPERATORS_DEFAULT) && (config.ipv4() != null || config.ipv6() != null)) {
            throw EngineException.invalid(
                    "invalid endpoint settings: user specified IP address is supported on user defined networks only");
        }
        List<String> names = new ArrayList<>(List.of(record.name(), Ids.shortId(record.id())));
        config.names().stream().filter(name -> !names.contains(name)).forEach(names::add);
        String hostname = record.config().hostname();
        if (hostname != null && !hostname.isEmpty() && !names.contains(hostname)) {
            names.add(hostname);
        }
        return new Endpoint(
                network, names, config.ipv4(), config.ipv6(), config.mac(), config.gwPriority(), resolvers(record));
    }

    /** Those inside the container itself are asked by it alone. */
    private static List<String> resolvers(ContainerRecord record) {
        List<String> dns = record.host().dns();
        return dns == null
                ? List.of()
                : dns.stream().filter(address -> !EtcFiles.isInside(address)).toList();
    }
}
