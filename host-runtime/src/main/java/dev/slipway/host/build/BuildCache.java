package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.base.Step;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import dev.slipway.host.store.StateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final long mostBytes;
    private final Duration longest;
    private final Map<String, Map<String, Entry>> tenants = new HashMap<>();

    /**
     * One step.
     *
     * @param bytes what it added to the image before it
     */
    record Entry(String image, long usedMillis, long bytes) {}

    /** The index file of a tenant. */
    record Index(Map<String, Entry> steps) {}

    /** @param limits how many steps and bytes are kept per tenant, and how long unused */
    BuildCache(Path folder, Library library, Clock clock, BuildLimits limits) {
        this.folder = folder;
        this.library = library;
        this.clock = clock;
        this.most = limits.cacheEntries();
        this.mostBytes = limits.cacheBytes();
        this.longest = limits.cacheAge();
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
        steps(tenant).put(key, new Entry(entry.image, clock.millis(), entry.bytes));
        return Optional.of(entry.image);
    }

    /** On disk at once: an image that a killed engine had not noted here would belong to nothing. */
    private synchronized void put(String tenant, String key, String image, long bytes) {
        Map<String, Entry> steps = steps(tenant);
        steps.put(key, new Entry(image, clock.millis(), bytes));
        file(tenant).write(new Index(new LinkedHashMap<>(steps)));
    }

    /** Writes the tenant's index and forgets the least used steps beyond the bounds. To be called when a build ends. */
    void save(String tenant) {
        Instant oldest = clock.instant().minus(longest);
        remove(tenant, forgotten(tenant, oldest, most, mostBytes));
    }

    /** As {@link Builder#prune}. */
    Builder.Pruned prune(String tenant, Instant before, long keepBytes) {
        boolean everything = before.equals(Instant.MAX);
        return remove(
                tenant,
                everything
                        ? forgotten(tenant, Instant.MIN, Integer.MAX_VALUE, keepBytes)
                        : forgotten(tenant, before, Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    /** The images that are forgotten, the least used first, and the bytes each added. */
    private synchronized Map<String, Long> forgotten(String tenant, Instant before, int entries, long bytes) {
        Map<String, Entry> steps = steps(tenant);
        List<Map.Entry<String, Entry>> byUse = steps.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().usedMillis))
                .toList();
        long left = byUse.stream().mapToLong(entry -> entry.getValue().bytes).sum();
        Map<String, Long> images = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> step : byUse) {
            Entry entry = step.getValue();
            boolean old = Instant.ofEpochMilli(entry.usedMillis).isBefore(before);
            // A bound of nothing is for steps that added nothing, too.
            if (old || steps.size() > entries || left > bytes || bytes == 0) {
                steps.remove(step.getKey());
                left -= entry.bytes;
                images.merge(entry.image, entry.bytes, Math::max);
            }
        }
        file(tenant).write(new Index(new LinkedHashMap<>(steps)));
        return images;
    }

    private Builder.Pruned remove(String tenant, Map<String, Long> images) {
        List<String> gone = new ArrayList<>();
        long bytes = 0;
        // The last made first: an image stays while another is made of it.
        for (String image : List.copyOf(images.keySet()).reversed()) {
            if (removeUnnamed(tenant, image)) {
                gone.add(image);
                bytes += images.getOrDefault(image, 0L);
            }
        }
        return new Builder.Pruned(gone, bytes);
    }

    /** Removes an intermediate image; false for one that stays because it has a name, or is used. */
    private boolean removeUnnamed(String tenant, String id) {
        Optional<Image> image = library.find(tenant, id);
        if (image.isEmpty() || !image.get().tags().isEmpty()) {
            return false;
        }
        try {
            library.remove(tenant, id, false, true);
            return true;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.CONFLICT || e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, Entry> steps(String tenant) {
        return tenants.computeIfAbsent(
                tenant,
                t -> new HashMap<>(file(t).readOrSetAside().map(Index::steps).orElse(Map.of())));
    }

    private StateFile<Index> file(String tenant) {
        return new StateFile<>(folder.resolve((tenant.isEmpty() ? "_" : tenant) + ".json"), Index.class);
    }

    /**
     * Puts an image into the library and remembers that the step of {@code key} made it; in the other order, because an
     * entry without an image is only a miss and an image without an entry would never go.
     */
    Image made(String tenant, String key, ImageConfig config, long bytes) {
        Step.before("build: remember the image");
        put(tenant, key, Digests.of(Json.write(config).getBytes(StandardCharsets.UTF_8)), bytes);
        Step.before("build: make the image");
        return library.create(tenant, config, null);
    }
}
