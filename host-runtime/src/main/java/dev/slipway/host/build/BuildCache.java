package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import dev.slipway.host.store.StateFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which step made which image, per tenant and durable. Only steps that this engine carried out for the tenant are in it: an
 * image that was pulled or loaded is never taken for a step's result, whatever its history says.
 */
final class BuildCache {
    private final Path folder;
    private final Library library;
    private final Clock clock;
    private final int most;
    private final Map<String, Map<String, Entry>> tenants = new HashMap<>();

    /** One step. */
    record Entry(String image, long usedMillis) {}

    /** The index file of a tenant. */
    record Index(Map<String, Entry> steps) {}

    /** @param most steps kept per tenant */
    BuildCache(Path folder, Library library, Clock clock, int most) {
        this.folder = folder;
        this.library = library;
        this.clock = clock;
        this.most = most;
    }

    /** The image that the step of {@code key} made, if it is still there. */
    Optional<Image> find(String tenant, String key) {
        Optional<String> id = lookUp(tenant, key);
        return id.flatMap(image -> library.find(tenant, image));
    }

    private synchronized Optional<String> lookUp(String tenant, String key) {
        Entry entry = steps(tenant).get(key);
        if (entry == null) {
            return Optional.empty();
        }
        steps(tenant).put(key, new Entry(entry.image, clock.millis()));
        return Optional.of(entry.image);
    }

    synchronized void put(String tenant, String key, String image) {
        steps(tenant).put(key, new Entry(image, clock.millis()));
    }

    /** Writes the tenant's index and forgets the least used steps beyond the bound. To be called when a build ends. */
    void save(String tenant) {
        forgotten(tenant).forEach(image -> removeUnnamed(tenant, image));
    }

    private synchronized List<String> forgotten(String tenant) {
        Map<String, Entry> steps = steps(tenant);
        List<Map.Entry<String, Entry>> oldest = steps.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().usedMillis))
                .limit(Math.max(0, steps.size() - most))
                .toList();
        oldest.forEach(entry -> steps.remove(entry.getKey()));
        file(tenant).write(new Index(new LinkedHashMap<>(steps)));
        return oldest.stream().map(entry -> entry.getValue().image).toList();
    }

    /** Forgets all steps of a tenant; returns the bytes of the images that went. */
    long clear(String tenant) {
        List<String> images;
        synchronized (this) {
            images =
                    steps(tenant).values().stream().map(Entry::image).distinct().toList();
            steps(tenant).clear();
            file(tenant).write(new Index(Map.of()));
        }
        return images.stream().mapToLong(image -> removeUnnamed(tenant, image)).sum();
    }

    /** Removes an intermediate image; one that has a name, or is used, stays. */
    private long removeUnnamed(String tenant, String id) {
        Optional<Image> image = library.find(tenant, id);
        if (image.isEmpty() || !image.get().tags().isEmpty()) {
            return 0;
        }
        try {
            library.remove(tenant, id, false, true);
            return image.get().bytes();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    private Map<String, Entry> steps(String tenant) {
        return tenants.computeIfAbsent(
                tenant, t -> new HashMap<>(file(t).read().map(Index::steps).orElse(Map.of())));
    }

    private StateFile<Index> file(String tenant) {
        return new StateFile<>(folder.resolve((tenant.isEmpty() ? "_" : tenant) + ".json"), Index.class);
    }

    /** Puts an image into the library and remembers that the step of {@code key} made it. */
    Image made(String tenant, String key, ImageConfig config) {
        Image image = library.create(tenant, config, null);
        put(tenant, key, image.id());
        return image;
    }
}
