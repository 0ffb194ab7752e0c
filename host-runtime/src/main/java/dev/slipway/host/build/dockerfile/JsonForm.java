package dev.slipway.host.build.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The exec form: a JSON array of strings. */
final class JsonForm {
    private JsonForm() {}

    /** The strings; empty when {@code text} is no JSON array, which then means the shell form. */
    static Optional<List<String>> read(int line, String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        Optional<JsonNode> tree = tree(text);
        if (tree.isEmpty() || !tree.get().isArray()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (JsonNode node : tree.get()) {
            if (!node.isTextual()) {
                throw ParseError.at(line, "only string type is allowed in JSON format arrays");
            }
            words.add(node.textValue());
        }
        return Optional.of(words);
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(Json.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text));
        } catch (JsonProcessingException e) {
            // Docker reads "[ -f x ] && y" as a shell line; malformed JSON is no error here.
            return Optional.empty();
        }
    }
}
