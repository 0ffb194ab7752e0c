package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The engine's own doors for a team as a whole: its limits and its use. */
final class Teamwide {

    private Teamwide() {}

    static void limit(Wire wire, UUID team, TeamCeiling ceiling) {
        ObjectNode body = wire.json().createObjectNode();
        body.put("memoryBytes", ceiling.memoryBytes());
        body.put("nanoCpus", ceiling.nanoCpus());
        body.put("pids", ceiling.pids());
        body.put("diskBytes", ceiling.diskBytes());
        wire.call(team, "PUT", "/slipway/v1/limits", body);
    }

    static TeamUse use(Wire wire, UUID team, boolean disk) {
        JsonNode answer = wire.call(team, "GET", "/slipway/v1/usage" + (disk ? "?disk=1" : ""), null);
        return new TeamUse(
                answer.path("cpuNanos").asLong(),
                answer.path("memoryBytes").asLong(),
                answer.has("diskBytes") ? answer.get("diskBytes").asLong() : null,
                StreamSupport.stream(answer.path("containers").spliterator(), false)
                        .map(one -> new TeamUse.ContainerUse(
                                one.path("id").asText(),
                                one.path("cpuNanos").asLong(),
                                one.path("memoryBytes").asLong(),
                                one.path("sentBytes").asLong()))
                        .toList());
    }
}
