package dev.slipway.host.container;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody wants of a container's place in a network, in Docker's names (swagger EndpointSettings). */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EndpointConfig(
        @JsonProperty("IPAMConfig") @Nullable Ipam ipam,
        @JsonProperty("Links") @Nullable List<String> links,
        @JsonProperty("Aliases") @Nullable List<String> aliases,
        @JsonProperty("MacAddress") @Nullable String macAddress,
        @JsonProperty("DriverOpts") @Nullable Map<String, String> driverOpts,
        @JsonProperty("GwPriority") int gwPriority) {
    /** Nothing in particular. */
    public static final EndpointConfig PLAIN = new EndpointConfig(null, null, null, null, null, 0);

    /** Chosen addresses. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ipam(
            @JsonProperty("IPv4Address") @Nullable String ipv4,
            @JsonProperty("IPv6Address") @Nullable String ipv6,
            @JsonProperty("LinkLocalIPs") @Nullable List<String> linkLocal) {}

    /**
     * Reads Docker's document.
     *
     * @throws EngineException INVALID for what is malformed, or not done here
     */
    public static EndpointConfig of(@Nullable Object document) {
        if (document == null) {
            return PLAIN;
        }
        EndpointConfig config;
        try {
            config = Json.mapper().convertValue(document, EndpointConfig.class);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid endpoint settings: " + e.getMessage());
        }
        if (config.links() != null && !config.links().isEmpty()) {
            throw EngineException.invalid("links are not supported by this engine: names are resolved on every network;"
                    + " give the other container the alias instead");
        }
        if (config.driverOpts() != null && !config.driverOpts().isEmpty()) {
            throw EngineException.invalid(
                    "field 'DriverOpts' of endpoint settings is not supported by this engine: leave it out");
        }
        Ipam ipam = config.ipam();
        if (ipam != null && ipam.linkLocal() != null && !ipam.linkLocal().isEmpty()) {
            throw EngineException.invalid(
                    "link-local addresses are not supported by this engine: leave out --link-local-ip");
        }
        return config;
    }

    @Nullable
    String ipv4() {
        return ipam == null ? null : emptyToNull(ipam.ipv4());
    }

    @Nullable
    String ipv6() {
        return ipam == null ? null : emptyToNull(ipam.ipv6());
    }

    @Nullable
    String mac() {
        return emptyToNull(macAddress);
    }

    /** Without repetitions. */
    List<String> names() {
        return aliases == null ? List.of() : aliases.stream().distinct().toList();
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
