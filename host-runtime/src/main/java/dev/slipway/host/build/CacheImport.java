package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.library.Attachment;
import dev.slipway.host.library.Image;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Steps that another builder did: from the records of the images that {@code cachefrom} names. An image that is not here is pulled
 * for it; one without a record, or that cannot be had, only costs the time.
 */
final class CacheImport {
    private final Workshop workshop;
    private final String tenant;
    private final Map<String, ImageConfig> steps = new HashMap<>();

    CacheImport(Workshop workshop, String tenant) {
        this.workshop = workshop;
        this.tenant = tenant;
    }

    /** Takes the record of one image. */
    void from(String name, Bases bases, BuildOutput output) {
        try {
            Image image = bases.get(name, null, output);
            Optional<byte[]> own = workshop.library().attachment(tenant, image.id(), Attachment.CACHE);
            byte[] document = own.or(() -> workshop.library().attachedThere(name, bases.auth(name), Attachment.CACHE))
                    .orElseThrow(() -> EngineException.notFound(
                            "it has no record of its steps; build it with --build-arg BUILDKIT_INLINE_CACHE=1"));
            steps.putAll(CacheRecord.read(document, image.config().rootfs().diffIds()));
        } catch (EngineException e) {
            if (Interruption.isCancelled(e)) {
                throw e;
            }
            output.note("[Warning] nothing is reused of '" + name + "': " + e.getMessage());
        }
    }

    /** The image of a step that was done elsewhere; from now on it is as if it had been done here. */
    Optional<Image> find(String key) {
        return Optional.ofNullable(steps.get(key))
                .map(config -> workshop.cache().made(tenant, key, config, 0));
    }
}
