package dev.slipway.api;

import dev.slipway.identity.Permission;
import dev.slipway.tenancy.Doors;
import dev.slipway.tenancy.Doors.Door;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document with what all doors have in common and nobody should have to write at each: its
 * permission ({@code x-permission}), how to sign in, the answers that refuse, and examples.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class ApiDocument implements OASFilter {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final String BEARER = "token";
    private static final String COOKIE = "session";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components components = document.getComponents();
        Examples examples = new Examples(Map.copyOf(components.getSchemas()));
        Refusals.define(components);
        defineSignIn(components);
        for (Door door : Arc.container().instance(Doors.class).get().rest()) {
            Operation operation = operation(document, door);
            describe(door, operation);
            Refusals.add(door, operation);
            show(operation, examples);
        }
    }

    private static Operation operation(OpenAPI document, Door door) {
        PathItem item = document.getPaths().getPathItem(door.path());
        Operation operation = item == null ? null : item.getOperations().get(PathItem.HttpMethod.valueOf(door.verb()));
        if (operation == null) {
            throw new IllegalStateException("the document has no " + door.path() + " of " + door.place());
        }
        return operation;
    }

    private static void describe(Door door, Operation operation) {
        Permission permission = door.permission();
        if (door.method().getReturnType() == void.class) {
            // Whatever the verb: an answer without a body is this.
            operation.getResponses().removeAPIResponse("200");
            operation.getResponses().removeAPIResponse("201");
            operation
                    .getResponses()
                    .addAPIResponse("204", OASFactory.createAPIResponse().description("Done"));
        }
        operation.setOperationId(door.action());
        operation.setTags(List.of(door.action().replaceFirst("\\..*", "")));
        if (permission == null) {
            return;
        }
        operation.addExtension("x-permission", permission.word());
        if (permission == Permission.OPEN) {
            operation.setSecurity(List.of());
            return;
        }
        operation.setSecurity(List.of(
                OASFactory.createSecurityRequirement().addScheme(BEARER),
                OASFactory.createSecurityRequirement().addScheme(COOKIE)));
        if (door.verb().equals("POST")) {
            operation.addParameter(idempotencyKey());
        }
    }

    private static Parameter idempotencyKey() {
        return OASFactory.createParameter()
                .name(IDEMPOTENCY_KEY)
                .in(Parameter.In.HEADER)
                .description("The same key with the same request does its work once; kept for 24 hours.")
                .schema(OASFactory.createSchema()
                        .addType(SchemaType.STRING)
                        .maxLength(IdempotencyKeys.LONGEST)
                        .examples(List.of("8e03978e-40d5-43dd-bc93-6894a57f9324")));
    }

    private static void defineSignIn(Components components) {
        components.addSecurityScheme(
                BEARER,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("A token of ours (slw_…), or one of the company's identity provider"));
        components.addSecurityScheme(
                COOKIE,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.COOKIE)
                        .name("slipway_session")
                        .description("Of a browser that signed in; with https its name begins with __Host-"));
    }

    /** An example at everything that goes in or comes out. */
    private static void show(Operation operation, Examples examples) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> {
                if (parameter.getExample() == null && parameter.getSchema() != null) {
                    parameter.setExample(examples.of(parameter.getSchema(), parameter.getName()));
                }
            });
        }
        if (operation.getRequestBody() != null) {
            show(operation.getRequestBody().getContent(), examples);
        }
        operation.getResponses().getAPIResponses().values().forEach(response -> show(response.getContent(), examples));
    }

    private static void show(@Nullable Content content, Examples examples) {
        if (content == null) {
            return;
        }
        content.getMediaTypes().values().forEach(media -> {
            Schema schema = media.getSchema();
            if (media.getExample() == null && schema != null) {
                media.setExample(examples.of(schema, ""));
            }
        });
    }
}
