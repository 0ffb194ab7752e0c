package dev.slipway.host.build;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code RUN --mount=type=secret} may ask for, by id. Never in a cache key, a history or a log, and never shown. */
public final class Secrets {
    public static final Secrets NONE = new Secrets(Map.of());

    /** Shorter ones are no secrets, and blotting them out would spoil unrelated lines. */
    private static final int SHORTEST_HIDDEN = 4;

    private final Map<String, byte[]> values;

    /** @param values by id; copied */
    public Secrets(Map<String, byte[]> values) {
        this.values = new HashMap<>(values);
        this.values.replaceAll((id, value) -> value.clone());
    }

    Optional<byte[]> find(String id) {
        return Optional.ofNullable(values.get(id)).map(byte[]::clone);
    }

    /** Like {@link #find}, as one line of text. */
    Optional<String> text(String id) {
        return find(id).map(value -> new String(value, StandardCharsets.UTF_8).strip());
    }

    /** The texts that no line of output may have, the longest first: one may be part of another. */
    List<String> hidden() {
        return values.values().stream()
                .flatMap(value -> new String(value, StandardCharsets.UTF_8).lines())
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_HIDDEN)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    @Override
    public String toString() {
        return "Secrets[" + values.size() + " hidden]";
    }
}
