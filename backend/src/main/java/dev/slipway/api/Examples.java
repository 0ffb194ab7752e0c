package dev.slipway.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/** Makes an example of a schema: what the schema itself shows, else what its fields are called here. */
final class Examples {

    /** Schemas that contain themselves end here. */
    private static final int DEEPEST = 6;

    private static final String ID = "0190a6b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b";
    private static final String TIME = "2026-03-10T16:15:50Z";

    /** A word means the same wherever it stands. */
    private static final Map<String, Object> BY_NAME = Map.ofEntries(
            Map.entry("name", "web"),
            Map.entry("slug", "web"),
            Map.entry("email", "grace@example.org"),
            Map.entry("password", "correct horse battery"),
            Map.entry("role", "deployer"),
            Map.entry("permissions", List.of("app-read", "app-deploy")),
            Map.entry("repository", "https://example.org/team/app.git"),
            Map.entry("branch", "main"),
            Map.entry("ref", "main"),
            Map.entry("folder", "services/web"),
            Map.entry("dockerfile", "Dockerfile"),
            Map.entry("memory", 268_435_456L),
            Map.entry("cpus", 0.5),
            Map.entry("port", 8080),
            Map.entry("instances", 2),
            Map.entry("url", "https://web.shop.apps.example.org"),
            Map.entry("status", "running"),
            Map.entry("action", "logs"),
            Map.entry("days", 90),
            Map.entry("number", 7),
            Map.entry("fromRelease", 1),
            Map.entry("environmentVersion", 3),
            Map.entry("version", 3),
            Map.entry("exitCode", 0),
            Map.entry("container", "4f1e8a6b2c3d"),
            Map.entry("image", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            Map.entry("text", "listening on 8080"),
            Map.entry("stream", "stdout"),
            Map.entry("message", "Take the new logo"),
            Map.entry("author", "Grace <grace@example.org>"),
            Map.entry("address", "192.0.2.7"),
            Map.entry("agent", "Mozilla/5.0"),
            Map.entry("credential", "session"),
            Map.entry("actor", "Grace <grace@example.org>"),
            Map.entry("token", "slw_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"),
            Map.entry("appsDomain", "apps.example.org"));

    private final Map<String, Schema> named;

    /** For a document whose named schemas these are. */
    Examples(Map<String, Schema> named) {
        this.named = named;
    }

    /** An example, null for a schema that takes anything. */
    @Nullable
    Object of(Schema schema, String name) {
        return of(schema, name, 0);
    }

    private @Nullable Object of(Schema written, String name, int depth) {
        Schema schema = resolve(written);
        if (schema.getExamples() != null && !schema.getExamples().isEmpty()) {
            return schema.getExamples().getFirst();
        }
        if (schema.getEnumeration() != null && !schema.getEnumeration().isEmpty()) {
            return schema.getEnumeration().getFirst();
        }
        if (schema.getType() == null || depth > DEEPEST) {
            return null;
        }
        SchemaType type = schema.getType().getFirst();
        Object known = BY_NAME.get(name);
        return fits(known, type) ? known : made(schema, type, name, depth);
    }

    private @Nullable Object made(Schema schema, SchemaType type, String name, int depth) {
        return switch (type) {
            case OBJECT -> object(schema, depth);
            case ARRAY -> array(schema, name, depth);
            case STRING -> text(schema, name);
            case INTEGER ->
                schema.getMinimum() == null ? 1 : schema.getMinimum().longValue();
            case NUMBER -> 0.5;
            case BOOLEAN -> false;
            case NULL -> null;
        };
    }

    private Map<String, Object> object(Schema schema, int depth) {
        Map<String, Object> example = new LinkedHashMap<>();
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((field, inner) -> {
                Object value = of(inner, field, depth + 1);
                if (value != null) {
                    example.put(field, value);
                }
            });
        }
        return example;
    }

    private List<Object> array(Schema schema, String name, int depth) {
        Object item = schema.getItems() == null ? null : of(schema.getItems(), name, depth + 1);
        return item == null ? List.of() : List.of(item);
    }

    private static String text(Schema schema, String name) {
        return switch (schema.getFormat() == null ? "" : schema.getFormat()) {
            case "uuid" -> ID;
            case "date-time" -> TIME;
            case "uri" -> "https://example.org/";
            default -> name.isEmpty() ? "text" : name;
        };
    }

    private static boolean fits(@Nullable Object value, SchemaType type) {
        return switch (type) {
            case STRING -> value instanceof String;
            case INTEGER -> value instanceof Integer || value instanceof Long;
            case NUMBER -> value instanceof Number;
            case ARRAY -> value instanceof List;
            case BOOLEAN, OBJECT, NULL -> false;
        };
    }

    private Schema resolve(Schema schema) {
        String ref = schema.getRef();
        Schema found = ref == null ? null : named.get(ref.substring(ref.lastIndexOf('/') + 1));
        return found == null ? schema : found;
    }
}
