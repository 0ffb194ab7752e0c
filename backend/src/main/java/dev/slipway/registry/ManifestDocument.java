package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.registry.RegistryError.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says, as far as the registry must know (image-spec, manifest.md and image-index.md; Docker's schema 2).
 *
 * @param mediaType one of the four there are
 * @param artifactType for the list of referrers, null when it says nothing of it
 * @param subject manifest it refers to, null for most
 * @param annotations JSON object, null when there are none
 * @param blobs config and layers that must be in the repository
 * @param manifests of an index; must be in the repository
 * @param imageSize bytes of config and layers
 */
record ManifestDocument(
        String mediaType,
        @Nullable String artifactType,
        @Nullable Digest subject,
        @Nullable String annotations,
        List<Digest> blobs,
        List<Digest> manifests,
        long imageSize) {

    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);
    private static final Set<String> IMAGES = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);

    /** More is no image: overlayfs stacks 500, Docker stops at 127. */
    private static final int MOST_ENTRIES = 2_000;

    /**
     * Reads one.
     *
     * @param contentType as the client calls it
     */
    static ManifestDocument read(byte[] bytes, String contentType, ObjectMapper json) {
        JsonNode root = parse(bytes, json);
        String inside = root.path("mediaType").asText("");
        String type = contentType.isEmpty() ? inside : contentType;
        if (!inside.isEmpty() && !inside.equals(type)) {
            throw invalid("its mediaType \"" + inside + "\" and its Content-Type \"" + type + "\" differ");
        }
        if (root.path("schemaVersion").asInt() != 2) {
            throw invalid("schemaVersion must be 2; push it with a current tool");
        }
        if (INDEXES.contains(type)) {
            return index(root, type);
        }
        if (IMAGES.contains(type)) {
            return image(root, type);
        }
        throw invalid("media type \"" + type + "\" is none of OCI's or Docker's manifests and indexes");
    }

    private static JsonNode parse(byte[] bytes, ObjectMapper json) {
        try {
            JsonNode root = json.readTree(bytes);
            if (root == null || !root.isObject()) {
                throw invalid("it is no JSON object");
            }
            return root;
        } catch (IOException noJson) {
            throw invalid("it is no JSON");
        }
    }

    private static ManifestDocument index(JsonNode root, String type) {
        if (!root.path("manifests").isArray() || root.has("layers") || root.has("config")) {
            throw invalid("an index has \"manifests\", and neither \"config\" nor \"layers\"");
        }
        List<Digest> manifests = new ArrayList<>();
        for (JsonNode entry : entries(root.path("manifests"))) {
            manifests.add(digest(entry));
        }
        String artifactType = text(root.path("artifactType"));
        return new ManifestDocument(
                type, artifactType, subject(root), annotations(root), List.of(), List.copyOf(manifests), 0);
    }

    private static ManifestDocument image(JsonNode root, String type) {
        JsonNode config = root.path("config");
        if (!config.isObject() || !root.path("layers").isArray() || root.has("manifests")) {
            throw invalid("an image has \"config\" and \"layers\", and no \"manifests\"");
        }
        List<Digest> blobs = new ArrayList<>();
        blobs.add(digest(config));
        long size = size(config);
        for (JsonNode layer : entries(root.path("layers"))) {
            Digest digest = digest(layer);
            size += size(layer);
            if (!isElsewhere(layer)) {
                blobs.add(digest);
            }
        }
        // image-spec: of a manifest without an artifactType, the config's media type stands for it.
        String own = text(root.path("artifactType"));
        String artifactType = own == null ? text(config.path("mediaType")) : own;
        return new ManifestDocument(
                type, artifactType, subject(root), annotations(root), List.copyOf(blobs), List.of(), size);
    }

    private static JsonNode entries(JsonNode list) {
        if (list.size() > MOST_ENTRIES) {
            throw invalid("it names " + list.size() + " things, at most " + MOST_ENTRIES + " are taken");
        }
        return list;
    }

    /** Layers that may not be redistributed are fetched from their own addresses. */
    private static boolean isElsewhere(JsonNode layer) {
        String type = layer.path("mediaType").asText();
        return type.contains(".nondistributable.") || type.contains(".foreign.");
    }

    private static @Nullable Digest subject(JsonNode root) {
        JsonNode subject = root.path("subject");
        return subject.isMissingNode() || subject.isNull() ? null : digest(subject);
    }

    private static @Nullable String annotations(JsonNode root) {
        return root.path("annotations").isObject() && !root.path("annotations").isEmpty()
                ? root.path("annotations").toString()
                : null;
    }

    private static Digest digest(JsonNode descriptor) {
        return Digest.parse(text(descriptor.path("digest")))
                .orElseThrow(() -> invalid("an entry has no digest of sha256 or sha512"));
    }

    private static long size(JsonNode descriptor) {
        if (!descriptor.path("size").isIntegralNumber()
                || descriptor.path("size").asLong() < 0) {
            throw invalid("an entry has no size");
        }
        return descriptor.path("size").asLong();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
    }

    private static RegistryError invalid(String why) {
        return new RegistryError(Code.MANIFEST_INVALID, "the manifest is not valid: " + why);
    }
}
