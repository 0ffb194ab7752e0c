package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.registry.Credentials;
import dev.slipway.host.registry.Registries;
import dev.slipway.host.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Images from and to registries, and bases made here where no registry answers. */
final class Transfers {
    /** Configs are some kilobytes; one with a history of thousands of steps is smaller than this, too. */
    private static final int MAX_CONFIG_BYTES = 4 << 20;

    /** Documents about images: a bill of materials of ten thousand packages has some megabytes. */
    private static final int MAX_DOCUMENT_BYTES = 32 << 20;

    /** Layers whose compressed form is remembered, a hundred bytes each. */
    private static final int MAX_COMPRESSED = 10_000;

    private final Layers layers;
    private final ImageFiles files;
    private final Content content;
    private final Registries registries;
    private final BaseMaking bases;
    private final Unreachable unreachable;
    private final Path temporary;

    private final Map<String, Descriptor> compressed = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Descriptor> eldest) {
            return size() > MAX_COMPRESSED;
        }
    });

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

    /** From a mirror, or where the name says: a mirror that cannot help is passed over. */
    private void fromRegistry(
            Reference name,
            @Nullable String auth,
            String platform,
            Predicate<String> known,
            BiConsumer<String, List<Reference>> keep,
            PullProgress progress) {
        List<String> sources = registries.sources(name);
        for (String mirror : sources.subList(0, sources.size() - 1)) {
            try {
                from(mirror, name, auth, platform, known, keep, progress);
                return;
            } catch (EngineException e) {
                if (e.kind() == ErrorKind.INTERNAL || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                progress.say("mirror '" + mirror + "': " + e.getMessage());
            }
        }
        from(sources.getLast(), name, auth, platform, known, keep, progress);
    }

    private void from(
            String source,
            Reference name,
            @Nullable String auth,
            String platform,
            Predicate<String> known,
            BiConsumer<String, List<Reference>> keep,
            PullProgress progress) {
        Registry registry = registries.toPullFrom(source, name, Credentials.parse(auth));
        unreachable.forget(name.host());
        new ImagePull(layers, files, content, registry, progress)
                .run(
                        name,
                        platform.isEmpty() ? platform() : Platform.parse(platform),
                        !platform.isEmpty(),
                        known,
                        (id, digest) -> keep.accept(id, List.of(name, name.withDigest(digest))));
    }

    /** The repository's tags. */
    List<String> tags(Reference name, @Nullable String auth) {
        return registries.toPull(name, Credentials.parse(auth)).tags();
    }

    /**
     * Pushes an image under the tag of {@code name}; the name with the manifest's digest.
     *
     * @param known other names of the image
     * @param documents about the image, which go along
     */
    Reference push(
            Reference name,
            String tag,
            String id,
            List<Reference> known,
            @Nullable String auth,
            Map<Attachment, byte[]> documents,
            PullProgress progress) {
        // A digest says that the image was pulled from there or pushed to there.
        String from = known.stream()
                .filter(other -> other.digest() != null
                        && other.host().equals(name.host())
                        && !other.repository().equals(name.repository()))
                .map(Reference::repository)
                .findFirst()
                .orElse(null);
        List<String> diffIds = files.config(id).rootfs().diffIds();
        try (Content.Pin pin = content.pin(diffIds)) {
            Registry registry = registries.toPush(name, Credentials.parse(auth));
            ImagePush push = new ImagePush(layers, registry, temporary, compressed, from, progress);
            Descriptor manifest = push.run(tag, files.bytes(id), diffIds);
            if (!documents.isEmpty()) {
                push(registry, manifest, documents, progress);
            }
            return name.withDigest(manifest.digest());
        }
    }

    /** A registry that takes images only has got what it was asked to take. */
    private static void push(
            Registry registry, Descriptor image, Map<Attachment, byte[]> documents, PullProgress progress) {
        try {
            new AttachmentPush(registry, image).push(documents);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.INTERNAL || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            progress.say("documents about the image were not taken: " + e.getMessage());
        }
    }

    /** @param server a host, or an address such as {@code https://index.docker.io/v1/} */
    void login(String server, String auth) {
        String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        boolean hub = host.isEmpty() || host.equals("index.docker.io") || host.equals("registry-1.docker.io");
        registries.login(hub ? Reference.DEFAULT_HOST : host, Credentials.parse(auth));
    }

    /** A document that the registry has about the image {@code name}. */
    Optional<byte[]> attachment(Reference name, @Nullable String auth, Attachment kind) {
        Registry registry = registries.toPull(name, Credentials.parse(auth));
        String digest = name.digest();
        String wanted = digest != null ? digest : String.valueOf(name.tag());
        return registry.referrer(registry.manifest(wanted).digest(), kind.mediaType(), MAX_DOCUMENT_BYTES);
    }

    /** What the registry has under {@code name}. */
    Library.Distribution distribution(Reference name, @Nullable String auth) {
        Registry registry = registries.toPull(name, Credentials.parse(auth));
        String digest = name.digest();
        String wanted = digest != null ? digest : String.valueOf(name.tag());
        Registry.Fetched fetched = registry.manifest(wanted);
        return new Library.Distribution(
                Descriptor.of(fetched.mediaType(), fetched.digest(), fetched.bytes().length),
                platforms(registry, fetched.manifest()));
    }

    private static List<Platform> platforms(Registry registry, Manifest manifest) {
        return switch (manifest) {
            case Manifest.Index index ->
                index.manifests().stream()
                        .map(Descriptor::platform)
                        .filter(Objects::nonNull)
                        .toList();
            case Manifest.Single single -> {
                ImageConfig config = Json.read(
                        new String(registry.bytes(single.config(), MAX_CONFIG_BYTES), StandardCharsets.UTF_8),
                        ImageConfig.class);
                yield List.of(new Platform(config.os(), config.architecture(), config.variant()));
            }
        };
    }
}
