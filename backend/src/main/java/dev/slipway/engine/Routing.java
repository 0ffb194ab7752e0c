package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The engine's own doors beside Docker's: routes and probes. */
final class Routing {

    private Routing() {}

    static ProbeResult probe(Wire wire, UUID team, String container, int port, Duration limit) {
        ObjectNode body = wire.json().createObjectNode();
        body.put("port", port);
        body.put("timeoutMillis", limit.toMillis());
        JsonNode answer = wire.call(team, "POST", "/slipway/v1/containers/" + Wire.encode(container) + "/probe", body);
        return new ProbeResult(
                answer.path("ok").asBoolean(),
                Duration.ofMillis(answer.path("elapsedMillis").asLong()),
                answer.path("reason").asText());
    }

    static RouteState put(Wire wire, UUID team, String host, List<RouteTarget> targets, Duration drain) {
        ObjectNode body = wire.json().createObjectNode();
        ArrayNode list = body.putArray("targets");
        targets.forEach(
                target -> list.addObject().put("container", target.container()).put("port", target.port()));
        body.put("drainSeconds", drain.toSeconds());
        return state(wire.call(team, "PUT", path(host), body));
    }

    static Optional<RouteState> get(Wire wire, UUID team, String host) {
        try {
            return Optional.of(state(wire.call(team, "GET", path(host), null)));
        } catch (EngineFailure failure) {
            if (failure.unknown()) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    static void delete(Wire wire, UUID team, String host) {
        wire.call(team, "DELETE", path(host), null);
    }

    private static String path(String host) {
        return "/slipway/v1/routes/" + Wire.encode(host);
    }

    private static RouteState state(JsonNode answer) {
        List<RouteTarget> targets = StreamSupport.stream(answer.path("targets").spliterator(), false)
                .map(one -> new RouteTarget(
                        one.path("container").asText(), one.path("port").asInt()))
                .toList();
        List<RouteState.Draining> draining = StreamSupport.stream(
                        answer.path("draining").spliterator(), false)
                .map(one -> new RouteState.Draining(
                        one.path("container").asText(), one.path("active").asInt()))
                .toList();
        return new RouteState(targets, draining);
    }
}
