package dev.slipway.host.api.images;

import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Image;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which part of an image's size other images share: layers are stored once. */
public final class SharedLayers {
    private final Layers layers;
    private final Map<String, Integer> users = new HashMap<>();

    /** @param all the images that count */
    public SharedLayers(List<Image> all, Layers layers) {
        this.layers = layers;
        all.forEach(image -> of(image).forEach(diffId -> users.merge(diffId, 1, Integer::sum)));
    }

    private static List<String> of(Image image) {
        return image.config().rootfs().diffIds().stream().distinct().toList();
    }

    /** Bytes of the layers of {@code image} that another image has, too. */
    public long bytes(Image image) {
        return of(image).stream()
                .filter(diffId -> users.getOrDefault(diffId, 0) > 1 && layers.has(diffId))
                .mapToLong(diffId -> layers.layer(diffId).bytes())
                .sum();
    }
}
