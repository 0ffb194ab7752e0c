package dev.slipway.host.library;

import dev.slipway.host.base.Step;
import dev.slipway.host.layer.Layers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configs and layers behind the names: kept while somebody has the image, a container uses it, or work is under way
 * that needs its layers; removed after.
 */
final class Content {
    private final ImageFiles files;
    private final Layers layers;
    private final Catalog catalog;
    private final Uses uses;
    private final AttachmentFiles attachments;
    private final Map<String, Integer> pins = new HashMap<>();

    Content(ImageFiles files, Layers layers, Catalog catalog, Uses uses, AttachmentFiles attachments) {
        this.files = files;
        this.layers = layers;
        this.catalog = catalog;
        this.uses = uses;
        this.attachments = attachments;
    }

    /** Layers that stay until closed. */
    interface Pin extends AutoCloseable {
        @Override
        void close();
    }

    /** Keeps layers, which may not be there yet, from being removed meanwhile. */
    synchronized Pin pin(Collection<String> diffIds) {
        List<String> pinned = List.copyOf(diffIds);
        pinned.forEach(id -> pins.merge(id, 1, Integer::sum));
        return () -> unpin(pinned);
    }

    private synchronized void unpin(List<String> diffIds) {
        diffIds.forEach(id -> pins.computeIfPresent(id, (i, count) -> count == 1 ? null : count - 1));
    }

    /**
     * Removes an image that nobody has and no container uses, and the layers only it had.
     *
     * @return the layers that went, topmost first; empty when the image stays
     */
    synchronized List<String> removeUnneeded(String image) {
        if (catalog.held(image) || uses.any(image) || !files.has(image)) {
            return List.of();
        }
        List<String> own = files.config(image).rootfs().diffIds();
        attachments.delete(image);
        Step.before("image: delete the config");
        files.delete(image);
        Set<String> needed = needed();
        List<String> gone = new ArrayList<>();
        for (String diffId : own.reversed()) {
            if (!needed.contains(diffId) && layers.has(diffId)) {
                Step.before("image: delete a layer");
                layers.remove(diffId);
                gone.add(diffId);
            }
        }
        return gone;
    }

    private boolean isWhole(String image) {
        return files.has(image)
                && files.config(image).rootfs().diffIds().stream().allMatch(layers::has);
    }

    private Set<String> needed() {
        Set<String> needed = new HashSet<>(pins.keySet());
        files.ids().forEach(id -> needed.addAll(files.config(id).rootfs().diffIds()));
        return needed;
    }

    /**
     * Removes all images that nobody needs, and all layers that belong to no image and are not in {@code keep}. Images whose
     * config is damaged, or that a power cut took a layer from, are forgotten first: a pull brings them again.
     */
    synchronized void sweep(Collection<String> keep) {
        files.setDamagedAside();
        catalog.forget(catalog.all().stream().filter(id -> !isWhole(id)).toList());
        files.ids().forEach(this::removeUnneeded);
        attachments.keepOnly(files.ids());
        Set<String> needed = needed();
        needed.addAll(keep);
        for (Layers.Layer layer : layers.list()) {
            if (!needed.contains(layer.diffId())) {
                layers.remove(layer.diffId());
            }
        }
    }
}
