package dev.slipway.host.container;

import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Networks;
import dev.slipway.host.network.PortBinding;
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
        return nameOrId.equals("bridge") || nameOrId.startsWith("t-")
                ? Optional.of(ensure(nameOrId))
                : Optional.empty();
    }

    @Override
    public List<Network> list() {
        return List.of(ensure("bridge"));
    }

    @Override
    public Network ensure(String name) {
        return new Network("id-of-" + name, name, "10.9.0.0/24", "10.9.0.1", "sw9-0", "2026-01-01T00:00:00Z");
    }

    @Override
    public void remove(String nameOrId) {
        throw new AssertionError("containers remove no networks");
    }

    @Override
    public Attachment attach(String network, String containerId, List<String> names, List<PortBinding> ports) {
        Attachment attachment = new Place(network, containerId);
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

    private final class Place implements Attachment {
        private final String network;
        private final String containerId;

        Place(String network, String containerId) {
            this.network = network;
            this.containerId = containerId;
        }

        @Override
        public String network() {
            return network;
        }

        @Override
        public String address() {
            return "10.9.0.2";
        }

        @Override
        public int prefixLength() {
            return 24;
        }

        @Override
        public String gateway() {
            return "10.9.0.1";
        }

        @Override
        public String mac() {
            return "02:42:0a:09:00:02";
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
        public void release() {
            attached.remove(containerId);
        }
    }
}
