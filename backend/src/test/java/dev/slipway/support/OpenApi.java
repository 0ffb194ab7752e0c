package dev.slipway.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** The OpenAPI document, read as a client does: from the server, knowing nothing of the code. */
public final class OpenApi {

    private static final Set<String> VERBS = Set.of("get", "put", "post", "patch", "delete");

    private final JsonNode root;

    private OpenApi(JsonNode root) {
        this.root = root;
    }

    /** One operation. */
    public record Operation(String verb, String path, JsonNode node) {

        /** The word of the permission it declares; empty when it declares none. */
        public String permission() {
            return node.path("x-permission").asText();
        }

        /** Its parameters of a place: path, query or header. */
        public List<JsonNode> parameters(String in) {
            return StreamSupport.stream(node.path("parameters").spliterator(), false)
                    .filter(parameter -> parameter.path("in").asText().equals(in))
                    .toList();
        }

        /** What it may answer with. */
        public Set<String> statuses() {
            Set<String> statuses = new TreeSet<>();
            node.path("responses").fieldNames().forEachRemaining(statuses::add);
            return statuses;
        }

        /** The body it takes, when it takes JSON. */
        public Optional<JsonNode> body() {
            return Optional.of(node.at("/requestBody/content/application~1json"))
                    .filter(found -> !found.isMissingNode());
        }

        /** Whether its answer never ends. */
        public boolean streams() {
            return node.at("/responses/200/content").has("text/event-stream");
        }

        @Override
        public String toString() {
            return verb + " " + path + " (" + permission() + ")";
        }
    }

    /** Asks the server under test. */
    public static OpenApi read() {
        try {
            return new OpenApi(new ObjectMapper()
                    .readTree(RestAssured.get("/q/openapi?format=json").asString()));
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("the document is not JSON", notJson);
        }
    }

    /** The whole document. */
    public JsonNode root() {
        return root;
    }

    /** All operations, by path. */
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> VERBS.contains(entry.getKey()))
                        .forEach(entry -> operations.add(new Operation(
                                entry.getKey().toUpperCase(Locale.ROOT), path.getKey(), entry.getValue()))));
        operations.sort(Comparator.comparing(Operation::path).thenComparing(Operation::verb));
        return operations;
    }

    /** What a reference stands for; anything else is itself. */
    public JsonNode resolve(JsonNode node) {
        String ref = node.path("$ref").asText();
        return ref.isEmpty() ? node : resolve(root.at(ref.substring(1)));
    }
}
