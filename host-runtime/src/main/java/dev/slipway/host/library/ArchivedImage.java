package dev.slipway.host.library;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Manifest;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.image.Platform;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image of an archive: where its config and layers (bottom first) are, and its names.
 */
record ArchivedImage(String config, List<String> layers, List<Reference> names) {
    static final String DOCKER_MANIFEST = "manifest.json";
    static final String OCI_INDEX = "index.json";
    static final String OCI_LAYOUT = "oci-layout";

    /** What containerd and Docker name images by in an index. */
    static final String CONTAINERD_NAME = "io.containerd.image.name";

    static final String OCI_NAME = "org.opencontainers.image.ref.name";
    private static final int MAX_DEPTH = 3;

    /** A row of Docker's {@code manifest.json}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Row(
            @JsonProperty("Config") @Nullable String config,
            @JsonProperty("RepoTags") @Nullable List<String> repoTags,
            @JsonProperty("Layers") @Nullable List<String> layers) {}

    /** The images of a Docker archive or OCI layout; of an index with several platforms, the one that fits. */
    static List<ArchivedImage> list(ArchiveSpool archive, Platform platform) throws IOException {
        if (archive.has(DOCKER_MANIFEST)) {
            return ofDocker(archive);
        }
        if (!archive.has(OCI_INDEX)) {
            throw EngineException.invalid(
                    "the archive is no image: it has neither '" + DOCKER_MANIFEST + "' nor '" + OCI_INDEX + "'");
        }
        List<ArchivedImage> images = new ArrayList<>();
        byte[] bytes = archive.bytes(OCI_INDEX, Manifest.MAX_BYTES);
        if (Manifest.parse(bytes, MediaType.OCI_INDEX) instanceof Manifest.Index index) {
            for (Descriptor entry : index.manifests()) {
                ofOci(archive, entry, platform, 0).ifPresent(images::add);
            }
        }
        if (images.isEmpty()) {
            throw EngineException.invalid("the archive has no image for " + platform);
        }
        return images;
    }

    private static List<ArchivedImage> ofDocker(ArchiveSpool archive) throws IOException {
        String text = new String(archive.bytes(DOCKER_MANIFEST, Manifest.MAX_BYTES), StandardCharsets.UTF_8);
        List<ArchivedImage> images = new ArrayList<>();
        for (Row row : Json.read(text, Row[].class)) {
            if (row.config == null || row.layers == null) {
                throw EngineException.invalid("'" + DOCKER_MANIFEST + "' has an image without Config or Layers");
            }
            List<Reference> names = row.repoTags == null
                    ? List.of()
                    : row.repoTags.stream().map(Reference::parse).toList();
            images.add(new ArchivedImage(row.config, row.layers, names));
        }
        return images;
    }

    private static Optional<ArchivedImage> ofOci(ArchiveSpool archive, Descriptor entry, Platform platform, int depth)
            throws IOException {
        byte[] bytes = archive.bytes(blob(entry.digest()), Manifest.MAX_BYTES);
        if (!Digests.of(bytes).equals(entry.digest())) {
            throw EngineException.invalid("the archive is damaged: a manifest is not " + entry.digest());
        }
        return switch (Manifest.parse(bytes, entry.mediaType())) {
            case Manifest.Single single ->
                Optional.of(new ArchivedImage(
                        blob(single.config().digest()),
                        single.layers().stream()
                                .map(layer -> blob(layer.digest()))
                                .toList(),
                        name(entry).stream().toList()));
            case Manifest.Index index -> {
                Optional<Descriptor> fitting = platform.select(index.manifests());
                if (fitting.isEmpty() || depth == MAX_DEPTH) {
                    yield Optional.empty();
                }
                yield ofOci(archive, fitting.get(), platform, depth + 1)
                        .map(image -> new ArchivedImage(
                                image.config, image.layers, name(entry).stream().toList()));
            }
        };
    }

    private static String blob(String digest) {
        return "blobs/sha256/" + Digests.hex(digest);
    }

    /** OCI's own annotation is often a bare tag, which names no image. */
    private static Optional<Reference> name(Descriptor entry) {
        String full = entry.annotation(CONTAINERD_NAME);
        String other = entry.annotation(OCI_NAME);
        String text = full.isEmpty() && (other.contains(":") || other.contains("/")) ? other : full;
        return text.isEmpty() ? Optional.empty() : Catalog.name(text);
    }
}
