package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Takes the images of an archive in, layer by layer, each checked against the digest its config names. */
final class ImageLoad {
    private final Layers layers;
    private final ImageFiles files;
    private final Content content;

    ImageLoad(Layers layers, ImageFiles files, Content content) {
        this.layers = layers;
        this.files = files;
        this.content = content;
    }

    /**
     * Takes all in.
     *
     * @param known layers that need not be unpacked again; others are, even when they are there, since an archive that
     *     only names a layer must not get its content
     * @param keep called with each image's id and names, while its layers are kept from being removed
     */
    void run(ArchiveSpool archive, Platform platform, Predicate<String> known, BiConsumer<String, List<Reference>> keep)
            throws IOException {
        for (ArchivedImage image : ArchivedImage.list(archive, platform)) {
            byte[] config = archive.bytes(image.config(), ImageFiles.MAX_CONFIG_BYTES);
            List<String> diffIds = ImageFiles.parse(config).rootfs().diffIds();
            try (Content.Pin pin = content.pin(diffIds)) {
                unpack(archive, image, diffIds, known);
                keep.accept(files.put(config), image.names());
            }
        }
    }

    private void unpack(ArchiveSpool archive, ArchivedImage image, List<String> diffIds, Predicate<String> known)
            throws IOException {
        if (diffIds.size() != image.layers().size()) {
            throw EngineException.invalid(
                    "the image archive lists " + image.layers().size() + " layers for '" + image.config()
                            + "', whose config has " + diffIds.size());
        }
        for (int i = 0; i < diffIds.size(); i++) {
            if (!known.test(diffIds.get(i))) {
                try (InputStream layer = archive.open(image.layers().get(i))) {
                    layers.unpack(layer, diffIds.get(i));
                }
            }
        }
    }
}
