package dev.slipway.host.sbom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** An inventory as a bill of materials: CycloneDX 1.6, JSON. The same image gives the same bytes. */
public final class CycloneDx {
    /** Content type of the document. */
    public static final String MEDIA_TYPE = "application/vnd.cyclonedx+json";

    private static final String SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json";

    private CycloneDx() {}

    /**
     * Writes the document.
     *
     * @param name of the image as people say it
     * @param digest {@code sha256:…}, the image's id
     * @param created when the image was made, as its configuration says it; "" for unknown
     */
    public static byte[] write(Inventory inventory, String name, String digest, String created) {
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("$schema", SCHEMA).put("bomFormat", "CycloneDX").put("specVersion", "1.6");
        document.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(digest.getBytes(StandardCharsets.US_ASCII)));
        document.put("version", 1);
        metadata(document.putObject("metadata"), inventory, name, digest, created);
        ArrayNode components = document.putArray("components");
        if (!inventory.system().id().isEmpty()) {
            components
                    .addObject()
                    .put("type", "operating-system")
                    .put("bom-ref", "os")
                    .put("name", inventory.system().id())
                    .put("version", inventory.system().version())
                    .put("description", inventory.system().name());
        }
        int number = 0;
        for (Component component : inventory.components()) {
            // The same package may be there twice, and references must be unique.
            library(components.addObject(), component, "p" + ++number);
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void metadata(ObjectNode metadata, Inventory inventory, String name, String digest, String created) {
        if (!created.isEmpty()) {
            metadata.put("timestamp", created);
        }
        metadata.putObject("tools")
                .putArray("components")
                .addObject()
                .put("type", "application")
                .put("name", "slipway");
        metadata.putObject("component")
                .put("type", "container")
                .put("bom-ref", "image")
                .put("name", name)
                .put("version", digest);
        if (!inventory.unread().isEmpty()) {
            ArrayNode properties = metadata.putArray("properties");
            inventory
                    .unread()
                    .forEach(what ->
                            properties.addObject().put("name", "slipway:unread").put("value", what));
        }
    }

    private static void library(ObjectNode node, Component component, String reference) {
        node.put("type", "library")
                .put("bom-ref", reference)
                .put("name", component.name())
                .put("version", component.version())
                .put("purl", component.purl());
        if (!component.license().isEmpty()) {
            node.putArray("licenses").addObject().putObject("license").put("name", component.license());
        }
        node.putArray("properties").addObject().put("name", "slipway:found-in").put("value", component.place());
    }
}
