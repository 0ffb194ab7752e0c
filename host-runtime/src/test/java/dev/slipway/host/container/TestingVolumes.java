package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.volume.Volumes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Volumes as folders under a temporary one. */
final class TestingVolumes implements Volumes {
    final Map<String, Volume> volumes = new ConcurrentHashMap<>();
    final Map<String, String> uses = new ConcurrentHashMap<>();
    private final Path root;
    private final Ids ids = new Ids();

    TestingVolumes(Path root) {
        this.root = root;
    }

    @Override
    public Volume ensure(String tenant, String name, Map<String, String> labels) {
        return make(tenant, name.isEmpty() ? ids.next() : name, name.isEmpty(), labels);
    }

    @Override
    public Volume anonymous(String tenant, String name) {
        return make(tenant, name, true, Map.of());
    }

    private Volume make(String tenant, String name, boolean anonymous, Map<String, String> labels) {
        return volumes.computeIfAbsent(
                name,
                n -> new Volume(
                        tenant, n, anonymous, ContainerFiles.make(root.resolve(n)), "2026-01-01T00:00:00Z", labels));
    }

    @Override
    public Optional<Volume> find(String tenant, String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public Volume require(String tenant, String name) {
        return find(tenant, name).orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
    }

    @Override
    public List<Volume> list(String tenant) {
        return List.copyOf(volumes.values());
    }

    @Override
    public void copyUp(Volume volume, List<Path> lower, String target) {
        // The images of these tests are empty.
    }

    @Override
    public void use(String tenant, String name, String containerId) {
        uses.put(name, containerId);
    }

    @Override
    public void unuse(String tenant, String name, String containerId) {
        uses.remove(name, containerId);
    }

    @Override
    public java.util.Set<String> users(String tenant, String name) {
        return uses.containsKey(name) ? java.util.Set.of(uses.get(name)) : java.util.Set.of();
    }

    @Override
    public void remove(String tenant, String name, boolean force) {
        volumes.remove(name);
    }
}
