package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Writes JSON that is as an example shows, nearly so, or not at all; as text, because a tree could not hold the worst. */
final class HostileJson {

    private static final int LONG = 70_000;
    private static final int DEEP = 3_000;

    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "-1e400",
            "1e-400",
            "1E999999999",
            "9223372036854775808",
            "-9223372036854775809",
            "340282366920938463463374607431768211456",
            "0.00000000000000000000000000001",
            "NaN",
            "[]",
            "{}",
            "{\"$ref\":\"#\"}",
            "[null]",
            "\"\"",
            "\"unclosed",
            "'single'",
            "{\"a\":1,\"a\":2}",
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP),
            "\"" + "A".repeat(LONG) + "\"",
            "9".repeat(5_000));

    private final Random random;
    private final UnaryOperator<String> ids;

    /** {@code ids} gives another id for a field that is one. */
    HostileJson(Random random, UnaryOperator<String> ids) {
        this.random = random;
        this.ids = ids;
    }

    /** A body; how far it is from the example is a matter of luck. */
    String of(JsonNode example) {
        return switch (random.nextInt(10)) {
            case 0 -> pick(TOKENS);
            case 1, 2 -> write(example, "", 0.5);
            case 3, 4, 5 -> write(example, "", 0.15);
            default -> write(example, "", 0);
        };
    }

    private String write(JsonNode node, String name, double rate) {
        if (random.nextDouble() < rate) {
            return random.nextBoolean() ? pick(TOKENS) : HostileText.quoted(random);
        }
        if (node.isObject()) {
            return object(node, rate);
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            int times = random.nextDouble() < rate / 4 ? 1_000 : 1;
            node.forEach(item -> {
                for (int time = 0; time < times; time++) {
                    items.add(write(item, name, rate));
                }
            });
            return "[" + String.join(",", items) + "]";
        }
        return name.endsWith("Id") ? "\"" + ids.apply(name) + "\"" : node.toString();
    }

    private String object(JsonNode node, double rate) {
        List<String> fields = new ArrayList<>();
        node.properties().forEach(field -> {
            if (random.nextDouble() < rate / 2) {
                return;
            }
            String written = "\"" + field.getKey() + "\":" + write(field.getValue(), field.getKey(), rate);
            fields.add(written);
            if (random.nextDouble() < rate / 4) {
                fields.add(written);
            }
        });
        if (random.nextDouble() < rate / 2) {
            fields.add(HostileText.quoted(random) + ":" + pick(TOKENS));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
