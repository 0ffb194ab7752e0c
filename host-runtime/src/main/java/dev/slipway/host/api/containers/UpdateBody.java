package dev.slipway.host.api.containers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerConfig.HostConfig;

/** {@code docker update}: the client sends every resource, zero meaning "leave it". */
final class UpdateBody {
    private UpdateBody() {}

    static HostConfig read(ObjectNode body) {
        OperatorChecks.checkUpdate(body);
        try {
            return Json.mapper().treeToValue(body, HostConfig.class);
        } catch (JsonProcessingException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid update: " + e.getOriginalMessage(), e);
        }
    }
}
