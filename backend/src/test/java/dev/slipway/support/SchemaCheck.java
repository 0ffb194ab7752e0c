package dev.slipway.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a value is what a schema of the document says; the part of JSON Schema that the document uses. */
public final class SchemaCheck {

    private final OpenApi document;

    public SchemaCheck(OpenApi document) {
        this.document = document;
    }

    /** What is wrong, each with its place; empty when it fits. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(schema, value, "$", faults);
        return faults;
    }

    private void check(JsonNode written, JsonNode value, String place, List<String> faults) {
        JsonNode schema = document.resolve(written);
        if (schema.has("type") && !ofType(schema.path("type"), value)) {
            faults.add(place + " is no " + schema.path("type") + " but " + value.getNodeType());
            return;
        }
        if (value.isTextual()) {
            text(schema, value.asText(), place, faults);
        }
        if (value.isArray()) {
            for (int index = 0; index < value.size() && schema.has("items"); index++) {
                check(schema.path("items"), value.get(index), place + "[" + index + "]", faults);
            }
        }
        if (value.isObject()) {
            object(schema, value, place, faults);
        }
    }

    private void object(JsonNode schema, JsonNode value, String place, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(place + " lacks " + name.asText());
            }
        });
        value.properties().forEach(field -> {
            JsonNode inner = schema.path("properties").path(field.getKey());
            if (!inner.isMissingNode()) {
                check(inner, field.getValue(), place + "." + field.getKey(), faults);
            }
        });
    }

    private static void text(JsonNode schema, String value, String place, List<String> faults) {
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(value)
                        .find()) {
            faults.add(place + " does not match " + schema.path("pattern"));
        }
        if (schema.has("maxLength") && value.length() > schema.path("maxLength").asInt()) {
            faults.add(place + " is too long");
        }
    }

    private static boolean ofType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (ofType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> true;
        };
    }
}
