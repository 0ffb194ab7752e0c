package dev.slipway.host.api.containers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig;
import java.util.List;

/** From Docker's create document to a {@link ContainerConfig}. */
final class CreateBody {
    private CreateBody() {}

    /** The operator's: everything the engine can do; what it cannot do is refused by name. */
    static ContainerConfig read(ObjectNode body) {
        OperatorChecks.check(body);
        return convert(body);
    }

    /** Without checks, for a document that passed others. */
    static ContainerConfig convert(ObjectNode body) {
        if (body.path("Image").asText("").isEmpty()) {
            throw EngineException.invalid("config cannot be empty in order to create a container: 'Image' is missing");
        }
        if (!(body.get("HostConfig") instanceof ObjectNode)) {
            body.putObject("HostConfig");
        }
        return wishes(body);
    }

    /** Only what is said in {@code body}; a commit's says nothing about image and host. */
    static ContainerConfig wishes(ObjectNode body) {
        normalize(body);
        try {
            return Json.mapper().treeToValue(body, ContainerConfig.class);
        } catch (JsonProcessingException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "invalid container configuration: " + e.getOriginalMessage(), e);
        }
    }

    /** Older clients send a command as one string, and half a restart policy. */
    private static void normalize(ObjectNode body) {
        for (String name : List.of("Cmd", "Entrypoint")) {
            JsonNode value = body.path(name);
            if (value.isTextual()) {
                ArrayNode list = body.putArray(name);
                list.add(value.textValue());
            }
        }
        if (body.get("HostConfig") instanceof ObjectNode host) {
            // The engine's own word for the steps of builds; to everybody else it is an unknown field.
            host.remove(ContainerConfig.HostConfig.YIELDS);
        }
        if (body.path("HostConfig").get("RestartPolicy") instanceof ObjectNode policy && !policy.hasNonNull("Name")) {
            policy.put("Name", "");
        }
    }
}
