package dev.slipway.host.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A request on its way to a resource: the exchange, the variables of its route, who asks, and in which version.
 *
 * @param tenant "" = the operator
 * @param version of the API asked for
 * @param variables of the route's pattern
 */
public record Call(Exchange exchange, String tenant, ApiVersion version, Map<String, String> variables) {
    /** Largest JSON document read; Docker's largest, a create with many binds, stays far below. */
    private static final int MAX_JSON_BYTES = 4 * 1024 * 1024;

    private static final byte[] NOTHING = {};

    /** A variable of the route's pattern. */
    public String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    public Query query() {
        return exchange.query();
    }

    public boolean operator() {
        return tenant.isEmpty();
    }

    /** The request's JSON document; an empty object when it has no content. 400 for anything but an object. */
    public ObjectNode json() throws IOException {
        byte[] bytes = limited(exchange.body());
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            return Json.mapper().createObjectNode();
        }
        String type = exchange.header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw EngineException.invalid(
                    "unsupported Content-Type header (" + (type == null ? "" : type) + "): must be 'application/json'");
        }
        return object(bytes);
    }

    private static byte[] limited(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_JSON_BYTES + 1);
        if (bytes.length > MAX_JSON_BYTES) {
            throw EngineException.invalid(
                    "request is too large: a JSON document may have " + MAX_JSON_BYTES + " bytes");
        }
        return bytes;
    }

    private static ObjectNode object(byte[] bytes) throws IOException {
        try {
            JsonNode node = Json.mapper().readTree(bytes);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid JSON: " + e.getOriginalMessage(), e);
        }
        throw EngineException.invalid("invalid JSON: an object is expected");
    }

    /** Answers with {@code document} as JSON and a final newline. */
    public void reply(int status, Object document) throws IOException {
        exchange.send(status, "application/json", (Json.write(document) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers without content. */
    public void done(int status) throws IOException {
        exchange.send(status, null, NOTHING);
    }
}
