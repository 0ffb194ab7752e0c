package dev.slipway.host.api;

import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Endpoint;
import dev.slipway.host.network.NetworkPlan;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Place;
import dev.slipway.host.network.PortBinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One network and nobody in it. */
final class TestingNetworks implements Networks {
    private static final Network BRIDGE =
            Network.plain("c".repeat(64), "bridge", "10.1.0.0/24", "10.1.0.1", "sw1-0", "2026-01-01T00:00:00Z");

    @Override
    public Optional<Network> find(String nameOrId) {
        return nameOrId.equals("bridge") ? Optional.of(BRIDGE) : Optional.empty();
    }

    @Override
    public List<Network> list() {
        return List.of(BRIDGE);
    }

    @Override
    public Network ensure(String name) {
        return BRIDGE;
    }

    @Override
    public Network create(NetworkPlan plan) {
        throw new AssertionError("nothing makes a network here");
    }

    @Override
    public List<Place> places(String containerId) {
        return List.of();
    }

    @Override
    public void remove(String nameOrId) {
        throw new AssertionError("nothing removes a network here");
    }

    @Override
    public Attachment attach(String containerId, List<Endpoint> endpoints, List<PortBinding> ports) {
        throw new AssertionError("nothing is connected here");
    }

    @Override
    public Optional<Attachment> restore(String containerId) {
        return Optional.empty();
    }

    @Override
    public List<PortBinding> published(String containerId) {
        return List.of();
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        // Nothing to free.
    }

    @Override
    public void down() {
        // Nothing on the host.
    }

    @Override
    public void close() {
        // Nothing open.
    }
}
