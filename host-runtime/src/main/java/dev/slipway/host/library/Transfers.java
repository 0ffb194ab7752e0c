package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.registry.Credentials;
import dev.slipway.host.registry.Registries;
import dev.slipway.host.registry.Registry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Images from and to registries, and bases made here where no registry answers. */
final class Transfers {
    private final Layers layers;
    private final ImageFiles files;
    private final Content content;
    private final Registries registries;
    private final BaseMaking bases;
    private final Unreachable unreachable;
    private final Path temporary;

    Transfers(
            Layers layers,
            ImageFiles files,
            Content content,
            Registries registries,
            BaseMaking bases,
            Clock clock,
            Path temporary) {
        this.layers = layers;
        this.files = files;
        this.content = content;
        this.registries = registries;
        this.bases = bases;
        this.unreachable = new Unreachable(clock);
        this.temporary = temporary;
    }

    /** This machine's. */
    static Platform platform() {
        return new Platform("linux", Architecture.current().oci(), null);
    }

    /**
     * Pulls, or makes.
     *
     * @param platform "" for this machine's
     * @param known layers that need not come again
     * @param keep called with the image's id and all names it came under, while its layers are kept
     */
    void pull(
            Reference name,
            @Nullable String auth,
            String platform,
            Predicate<String> known,
            BiConsumer<String, List<Reference>> keep,
            PullProgress progress) {
        if (!bases.offers(name)
                || (!platform.isEmpty() && !Platform.parse(platform).equals(platform()))) {
            fromRegistry(name, auth, platform, known, keep, progress);
            return;
        }
        EngineException reason = unreachable.reason(name.host()).orElse(null);
        if (reason == null) {
            try {
                fromRegistry(name, auth, platform, known, keep, progress);
                return;
            } catch (EngineException e) {
                if (!Registry.isUnreachable(e)) {
                    throw e;
                }
                unreachable.remember(name.host(), e);
                reason = e;
            }
        }
        progress.say(reason.getMessage() + "; making " + name.familiar() + " from packages");
        keep.accept(bases.make(name, progress::say), List.of(name));
    }

    private void fromRegistry(
            Reference name,
            @Nullable String auth,
            String platform,
            Predicate<String> known,
            BiConsumer<String, List<Reference>> keep,
            PullProgress progress) {
        Registry registry = registries.toPull(name, Credentials.parse(auth));
        unreachable.forget(name.host());
        new ImagePull(layers, files, content, registry, progress)
                .run(
                        name,
                        platform.isEmpty() ? platform() : Platform.parse(platform),
                        !platform.isEmpty(),
                        known,
                        (id, digest) -> keep.accept(id, List.of(name, name.withDigest(digest))));
    }

    /** Pushes an image under the tag of {@code name}; the name with the manifest's digest. */
    Reference push(Reference name, String tag, String id, @Nullable String auth, PullProgress progress) {
        List<String> diffIds = files.config(id).rootfs().diffIds();
        try (Content.Pin pin = content.pin(diffIds)) {
            Registry registry = registries.toPush(name, Credentials.parse(auth));
            ImagePush push = new ImagePush(layers, registry, temporary, progress);
            return name.withDigest(push.run(tag, files.bytes(id), diffIds));
        }
    }
}
