package dev.slipway.api;

import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import dev.slipway.platform.ProblemBody;
import dev.slipway.tenancy.Doors.Door;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The answers with which a door refuses, as the document says them: worked out from what the door takes and asks. */
final class Refusals {

    private static final String SCHEMA = "Problem";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Statuses of HTTP itself. */
    private static final Map<Integer, String> OF_HTTP = Map.of(
            405, "Method Not Allowed",
            406, "Not Acceptable",
            413, "Request Entity Too Large",
            415, "Unsupported Media Type");

    private Refusals() {}

    /** Puts the shape of errors and one response per status among the components. */
    static void define(Components components) {
        components.addSchema(SCHEMA, schema());
        for (Problem.Kind kind : Problem.Kind.values()) {
            Map<String, Object> example = example(kind.type(), kind.title(), kind.status());
            components.addResponse(name(kind.status()), response(kind.title(), example));
        }
        OF_HTTP.forEach((status, title) ->
                components.addResponse(name(status), response(title, example(type(status), title, status))));
    }

    /** Adds to an operation what it may be refused with. */
    static void add(Door door, Operation operation) {
        for (int status : statuses(door, operation)) {
            operation
                    .getResponses()
                    .addAPIResponse(
                            String.valueOf(status),
                            OASFactory.createAPIResponse().ref("#/components/responses/" + name(status)));
        }
    }

    private static Set<Integer> statuses(Door door, Operation operation) {
        boolean body = operation.getRequestBody() != null;
        boolean parameters =
                operation.getParameters() != null && !operation.getParameters().isEmpty();
        boolean changes = !door.verb().equals("GET");
        // Any door may be asked for a form it does not have, too often, or while database or engine are away.
        Set<Integer> statuses = new TreeSet<>(List.of(406, 429, 503));
        if (body || parameters) {
            statuses.add(400);
        }
        if (door.permission() != Permission.OPEN || changes) {
            statuses.addAll(List.of(401, 403));
        }
        if (parameters || changes) {
            statuses.addAll(List.of(404, 409));
        }
        if (WITH_BODY.contains(door.verb())) {
            statuses.addAll(List.of(400, 413, 415));
        }
        // What the door's own annotations made the document say is said in our words.
        operation.getResponses().getAPIResponses().keySet().stream()
                .filter(status -> status.matches("4\\d\\d"))
                .map(Integer::valueOf)
                .forEach(statuses::add);
        if (takes(operation, "If-Match")) {
            statuses.add(412);
        }
        if (takes(operation, ApiDocument.IDEMPOTENCY_KEY)) {
            statuses.add(422);
        }
        return statuses;
    }

    private static boolean takes(Operation operation, String header) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> header.equals(parameter.getName()));
    }

    private static Schema schema() {
        Schema text = OASFactory.createSchema().addType(SchemaType.STRING);
        Schema error = OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .addProperty("field", text)
                .addProperty("message", text);
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("An error, RFC 9457. The type stays; the words may change.")
                .addProperty(
                        "type",
                        OASFactory.createSchema().addType(SchemaType.STRING).format("uri"))
                .addProperty("title", text)
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text)
                .addProperty(
                        "errors",
                        OASFactory.createSchema().addType(SchemaType.ARRAY).items(error))
                .required(List.of("type", "title", "status", "detail", "errors"));
    }

    private static APIResponse response(String title, Map<String, Object> example) {
        return OASFactory.createAPIResponse()
                .description(title)
                .content(OASFactory.createContent()
                        .addMediaType(
                                ProblemBody.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA))
                                        .example(example)));
    }

    private static Map<String, Object> example(String type, String title, int status) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", type);
        example.put("title", title);
        example.put("status", status);
        example.put("detail", status == 400 ? "name: must not be blank" : title);
        example.put(
                "errors", status == 400 ? List.of(Map.of("field", "name", "message", "must not be blank")) : List.of());
        return example;
    }

    private static String type(int status) {
        return Problem.Kind.INVALID.type().replaceFirst("[^/]*$", "http-" + status);
    }

    private static String name(int status) {
        return "Problem" + status;
    }
}
