package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Networks.Network;
import dev.slipway.host.tenant.Tenant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts containers into networks and takes them out: what runs at once, what does not at its next start. */
final class Connecting {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final ContainerEvents events;

    Connecting(Neighbours neighbours, ContainerFiles files, ContainerEvents events) {
        this.neighbours = neighbours;
        this.files = files;
        this.events = events;
    }

    /** The caller holds the container's lock. */
    void connect(LiveContainer container, Network network, EndpointConfig wish) {
        ContainerRecord record = container.record();
        Map<String, EndpointConfig> endpoints = current(record);
        requireChangeable(record);
        if (endpoints.containsKey(network.name())) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "endpoint with name " + container.name() + " already exists in network " + network.name());
        }
        var endpoint = Endpoints.endpoint(record, network.name(), wish);
        RunningContainer running = container.running();
        if (running != null) {
            Attachment attachment = require(running, container);
            EtcFiles etc = new EtcFiles(files.etc(record.id()));
            attachment.join(running.first().pid(), endpoint);
            etc.follow(record.host(), SpecAssembly.hostname(record), attachment);
            events.network(container, "connect", network.name(), network.id());
        }
        endpoints.put(network.name(), wish);
        container.record(record.connected(endpoints));
    }

    /** The caller holds the container's lock. */
    void disconnect(LiveContainer container, Network network) {
        ContainerRecord record = container.record();
        Map<String, EndpointConfig> endpoints = current(record);
        requireChangeable(record);
        if (endpoints.remove(network.name()) == null) {
            throw EngineException.conflict(
                    "container " + container.id() + " is not connected to network " + network.name());
        }
        RunningContainer running = container.running();
        if (running != null) {
            Attachment attachment = require(running, container);
            if (attachment.places().stream().anyMatch(place -> place.network().equals(network.name()))) {
                attachment.leave(running.first().pid(), network.name());
                new EtcFiles(files.etc(record.id())).follow(record.host(), SpecAssembly.hostname(record), attachment);
                events.network(container, "disconnect", network.name(), network.id());
            }
        }
        container.record(record.connected(endpoints));
    }

    private Map<String, EndpointConfig> current(ContainerRecord record) {
        Networks networks = neighbours.networks();
        Tenant tenant = neighbours.tenants().of(record.tenant());
        Map<String, EndpointConfig> current = new LinkedHashMap<>();
        Endpoints.of(record, tenant)
                .forEach((name, config) ->
                        current.put(networks.find(name).map(Network::name).orElse(name), config));
        return current;
    }

    private static void requireChangeable(ContainerRecord record) {
        String mode = record.host().networkMode() == null ? "" : record.host().networkMode();
        if (mode.startsWith("container:") || mode.equals("host")) {
            throw EngineException.conflict(
                    "container sharing network namespace with another container or host cannot be"
                            + " connected to any other network");
        }
        if (mode.equals("none")) {
            throw EngineException.conflict(
                    "container cannot be connected to multiple networks with one of the networks in"
                            + " private (none) mode");
        }
    }

    private static Attachment require(RunningContainer running, LiveContainer container) {
        Attachment attachment = running.attachment();
        if (attachment == null) {
            throw EngineException.conflict("container " + container.id()
                    + " runs without a network of this engine: restart it, then change its networks");
        }
        return attachment;
    }
}
