package dev.slipway.host.library;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.MediaType;
import dev.slipway.host.registry.Registry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Pushes documents about an image behind it: each as an artifact whose manifest names the image as its subject, so that a
 * registry lists it among the image's referrers (distribution-spec 1.1, "Pushing manifests with subject"). A registry that does
 * not know these gets the list as an index under the tag {@code sha256-HEX}.
 */
final class AttachmentPush {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    private final Registry registry;
    private final Descriptor image;

    /** @param image the manifest that was pushed */
    AttachmentPush(Registry registry, Descriptor image) {
        this.registry = registry;
        this.image = image;
    }

    void push(Map<Attachment, byte[]> documents) {
        putBlob(EMPTY);
        documents.forEach((kind, document) -> push(kind, kind == Attachment.PROVENANCE ? about(document) : document));
    }

    private void push(Attachment kind, byte[] document) {
        putBlob(document);
        ObjectNode manifest = Json.mapper().createObjectNode();
        manifest.put("schemaVersion", 2)
                .put("mediaType", MediaType.OCI_MANIFEST)
                .put("artifactType", kind.mediaType());
        describe(manifest.putObject("config"), EMPTY_TYPE, EMPTY);
        describe(manifest.putArray("layers").addObject(), kind.mediaType(), document);
        manifest.putObject("subject")
                .put("mediaType", image.mediaType())
                .put("digest", image.digest())
                .put("size", image.size());
        byte[] bytes = bytes(manifest);
        if (!registry.putReferrer(Digests.of(bytes), bytes, MediaType.OCI_MANIFEST)) {
            list(kind, bytes);
        }
    }

    private void putBlob(byte[] bytes) {
        String digest = Digests.of(bytes);
        if (!registry.has(digest)) {
            registry.putBlob(digest, bytes.length, () -> new ByteArrayInputStream(bytes), null);
        }
    }

    /** Locally an image is known by its configuration's digest; in a registry by its manifest's. */
    private byte[] about(byte[] statement) {
        try {
            ObjectNode document = (ObjectNode) Json.mapper().readTree(statement);
            ((ObjectNode) document.path("subject").path(0).path("digest")).put("sha256", Digests.hex(image.digest()));
            return bytes(document);
        } catch (IOException e) {
            throw EngineException.internal("the provenance of an image is no JSON: " + e, e);
        }
    }

    /** The list of referrers as an index, for registries that keep none themselves. */
    private void list(Attachment kind, byte[] manifest) {
        String tag = image.digest().replace(':', '-');
        ObjectNode index = index(tag);
        ArrayNode entries = index.withArray("manifests");
        for (int i = entries.size() - 1; i >= 0; i--) {
            // An earlier push of the same image: its documents are replaced by these.
            if (entries.path(i).path("artifactType").asText("").equals(kind.mediaType())) {
                entries.remove(i);
            }
        }
        describe(entries.addObject(), MediaType.OCI_MANIFEST, manifest).put("artifactType", kind.mediaType());
        registry.putManifest(tag, bytes(index), MediaType.OCI_INDEX);
    }

    private ObjectNode index(String tag) {
        try {
            return (ObjectNode) Json.mapper().readTree(registry.manifest(tag).bytes());
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            ObjectNode index = Json.mapper().createObjectNode();
            index.put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX).putArray("manifests");
            return index;
        } catch (IOException e) {
            throw EngineException.internal("the list under tag '" + tag + "' is no JSON: " + e, e);
        }
    }

    private static ObjectNode describe(ObjectNode node, String mediaType, byte[] bytes) {
        return node.put("mediaType", mediaType).put("digest", Digests.of(bytes)).put("size", bytes.length);
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
