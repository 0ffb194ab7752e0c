package dev.slipway.host.container;

import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Endpoint;
import dev.slipway.host.network.NetworkPlan;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.Place;
import dev.slipway.host.network.PortBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Networks that only remember who is connected. */
final class TestingNetworks implements Networks {
    final Map<String, Attachment> attached = new ConcurrentHashMap<>();

    @Override
    public Optional<Network> find(String nameOrId) {
        return nameOrId.equals("bridge") || nameOrId.equals("second") || nameOrId.startsWith("t-")
                ? Optional.of(ensure(nameOrId))
                : Optional.empty();
    }

    @Override
    public List<Network> list() {
        return List.of(ensure("bridge"));
    }

    @Override
    public Network ensure(String name) {
        return Network.plain("id-of-" + name, name, "10.9.0.0/24", "10.9.0.1", "sw9-0", "2026-01-01T00:00:00Z");
    }

    @Override
    public Network create(NetworkPlan plan) {
        throw new AssertionError("containers make no networks");
    }

    @Override
    public List<Place> places(String containerId) {
        Attachment attachment = attached.get(containerId);
        return attachment == null ? List.of() : attachment.places();
    }

    @Override
    public void remove(String nameOrId) {
        throw new AssertionError("containers remove no networks");
    }

    @Override
    public Attachment attach(String containerId, List<Endpoint> endpoints, List<PortBinding> ports) {
        Attachment attachment = new Connected(containerId, endpoints);
        attached.put(containerId, attachment);
        return attachment;
    }

    @Override
    public Optional<Attachment> restore(String containerId) {
        return Optional.ofNullable(attached.get(containerId));
    }

    @Override
    public List<PortBinding> published(String containerId) {
        return List.of();
    }

    @Override
    public void sweep(Set<String> liveContainerIds) {
        attached.keySet().retainAll(liveContainerIds);
    }

    @Override
    public void down() {
        attached.clear();
    }

    @Override
    public void close() {
        // Nothing listens.
    }

    private final class Connected implements Attachment {
        private final String containerId;
        private final List<Place> places = new ArrayList<>();

        Connected(String containerId, List<Endpoint> endpoints) {
            this.containerId = containerId;
            endpoints.forEach(endpoint -> join(0, endpoint));
        }

        @Override
        public List<Place> places() {
            return List.copyOf(places);
        }

        @Override
        public List<String> nameservers() {
            return List.of("10.9.0.1");
        }

        @Override
        public void connect(int pid) {
            // No link is made.
        }

        @Override
        public List<byte[]> networkRequests() {
            return List.of();
        }

        @Override
        public void publish() {
            // No port is opened.
        }

        @Override
        public Place join(int pid, Endpoint endpoint) {
            Place place = new Place(
                    endpoint.network(),
                    "eth" + places.size(),
                    "10.9." + places.size() + ".2",
                    24,
                    "10.9.0.1",
                    "02:42:0a:09:00:02",
                    null,
                    0,
                    "",
                    endpoint.names());
            places.add(place);
            return place;
        }

        @Override
        public void leave(int pid, String network) {
            places.removeIf(place -> place.network().equals(network));
        }

        @Override
        public void release() {
            attached.remove(containerId);
        }
    }
}
