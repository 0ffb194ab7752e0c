package dev.slipway.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reader's first message: where to begin.
 *
 * @param cursor after this line, null for the newest {@code tail} lines
 * @param tail how many
 */
record From(@Nullable String cursor, int tail) {

    private static final int MOST = 5_000;
    private static final int DEFAULT = 500;

    /** Reads it; empty when the message is something else. */
    static Optional<From> parse(ObjectMapper json, String message) {
        try {
            JsonNode node = json.readTree(message);
            if (!node.path("type").asText().equals("from")) {
                return Optional.empty();
            }
            String cursor =
                    node.path("cursor").isTextual() ? node.path("cursor").asText() : null;
            return Optional.of(new From(
                    cursor == null || cursor.isEmpty() ? null : cursor,
                    Math.clamp(node.path("tail").asInt(DEFAULT), 0, MOST)));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
