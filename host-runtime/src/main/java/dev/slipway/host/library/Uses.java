package dev.slipway.host.library;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which containers use which images. In memory: containers say it again when the engine starts. */
final class Uses {
    private final Map<String, Map<String, String>> byImage = new HashMap<>();

    /** Stands for a container whose tenant was not said. */
    private static final String ANYBODY = "*";

    synchronized void add(String image, String container, @Nullable String tenant) {
        byImage.computeIfAbsent(image, i -> new HashMap<>()).put(container, tenant == null ? ANYBODY : tenant);
    }

    synchronized void remove(String image, String container) {
        byImage.computeIfPresent(image, (i, containers) -> {
            containers.remove(container);
            return containers.isEmpty() ? null : containers;
        });
    }

    synchronized boolean any(String image) {
        return byImage.containsKey(image);
    }

    /** The containers of an image that a tenant may know of; the operator knows all. */
    synchronized List<String> of(String image, String tenant) {
        List<String> own = new ArrayList<>();
        byImage.getOrDefault(image, Map.of()).forEach((container, owner) -> {
            if (tenant.isEmpty() || owner.equals(tenant) || owner.equals(ANYBODY)) {
                own.add(container);
            }
        });
        return own.stream().sorted().toList();
    }
}
