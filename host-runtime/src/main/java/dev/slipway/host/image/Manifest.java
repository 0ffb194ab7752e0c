package dev.slipway.host.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tag or digest of a registry or archive points to: one image, or a choice of images by platform. */
public sealed interface Manifest {
    /** Largest manifest accepted, in bytes, as the distribution project has it. */
    int MAX_BYTES = 4 << 20;

    /** Most layers of an image; overlayfs stacks 500, and Docker stops at 127. */
    int MAX_LAYERS = 500;

    /** One image. Layers bottom first. */
    record Single(Descriptor config, List<Descriptor> layers) implements Manifest {}

    /** Images of the same name for different platforms. */
    record Index(List<Descriptor> manifests) implements Manifest {}

    /**
     * Reads a manifest. The kind is told by its own {@code mediaType}, else by {@code contentType}, else by its fields.
     *
     * @throws EngineException INVALID when it is neither kind, or both, or Docker's long retired schema 1
     */
    static Manifest parse(byte[] bytes, @Nullable String contentType) {
        JsonNode document;
        try {
            document = Json.mapper().readTree(bytes);
        } catch (IOException e) {
            throw new EngineException(
                    dev.slipway.host.base.ErrorKind.INVALID, "the image's manifest is not JSON: " + e.getMessage(), e);
        }
        if (document.path("schemaVersion").asInt() == 1) {
            throw EngineException.invalid(
                    "the image's manifest has the retired schema version 1: push it again with" + " a current tool");
        }
        String type = document.path("mediaType").asText(contentType == null ? "" : contentType);
        boolean index = type.equals(MediaType.OCI_INDEX)
                || type.equals(MediaType.DOCKER_INDEX)
                || (document.has("manifests") && !document.has("layers"));
        refuseBoth(document, index, contentType);
        return index ? new Index(descriptors(document.path("manifests"))) : single(document);
    }

    /** One that different readers would take for different things has one digest and two contents (CVE-2021-41190). */
    private static void refuseBoth(JsonNode document, boolean index, @Nullable String contentType) {
        boolean foreign = index
                ? document.has("layers") || document.has("config")
                : document.has("manifests") || document.has("fsLayers");
        boolean sentAsIndex = MediaType.OCI_INDEX.equals(contentType) || MediaType.DOCKER_INDEX.equals(contentType);
        boolean sentAsSingle =
                MediaType.OCI_MANIFEST.equals(contentType) || MediaType.DOCKER_MANIFEST.equals(contentType);
        if (foreign || (index ? sentAsSingle : sentAsIndex)) {
            throw EngineException.invalid(
                    "the image's manifest is ambiguous: it can be read as one image and as an index of"
                            + " several; push it again with a current tool");
        }
    }

    private static Single single(JsonNode document) {
        if (!document.path("config").isObject() || !document.path("layers").isArray()) {
            throw EngineException.invalid("the image's manifest has no config or no layers");
        }
        List<Descriptor> layers = descriptors(document.path("layers"));
        if (layers.size() > MAX_LAYERS) {
            throw EngineException.invalid(
                    "the image has " + layers.size() + " layers, at most " + MAX_LAYERS + " can be stacked");
        }
        return new Single(descriptor(document.path("config")), layers);
    }

    private static List<Descriptor> descriptors(JsonNode array) {
        List<Descriptor> all = new ArrayList<>();
        for (JsonNode node : array) {
            all.add(descriptor(node));
        }
        return all;
    }

    private static Descriptor descriptor(JsonNode node) {
        Descriptor descriptor = Json.mapper().convertValue(node, Descriptor.class);
        boolean valid = descriptor != null
                && descriptor.size() >= 0
                && node.path("digest").asText().matches("sha256:[0-9a-f]{64}");
        if (!valid) {
            throw EngineException.invalid("the image's manifest has an entry without a sha256 digest or size");
        }
        return descriptor;
    }
}
