package dev.slipway.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reader's first message: where to begin.
 *
 * @param cursor after this line, null for the newest {@code tail} lines
 * @param tail how many
 * @param since all lines since then instead, null for no such limit; a cursor goes before it
 */
record From(@Nullable String cursor, int tail, @Nullable Instant since) {

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
                    Math.clamp(node.path("tail").asInt(DEFAULT), 0, MOST),
                    node.path("since").isTextual()
                            ? Instant.parse(node.path("since").asText())
                            : null));
        } catch (JsonProcessingException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }
}
