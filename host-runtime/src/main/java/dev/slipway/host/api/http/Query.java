package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a request's target behind the question mark, with Docker's rules for flags. */
public final class Query {
    /** Everything else is true, as in Docker's own servers. */
    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads {@code raw}, percent-encoded. */
    public static Query parse(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return new Query(values);
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid percent-encoding in '" + text + "'");
        }
    }

    /** Every name with its values, in order. */
    public Map<String, List<String>> all() {
        return Collections.unmodifiableMap(values);
    }

    /** The names given. */
    public Set<String> names() {
        return values.keySet();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The first value of {@code name}; null when absent or empty. */
    public @Nullable String text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() || all.getFirst().isEmpty() ? null : all.getFirst();
    }

    /** Like {@link #text(String)} with a value for absence. */
    public String text(String name, String absent) {
        String value = text(name);
        return value == null ? absent : value;
    }

    /** Every value of {@code name}, in order. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** Whether {@code name} was given with a value that means yes. */
    public boolean flag(String name) {
        return flag(name, false);
    }

    public boolean flag(String name, boolean absent) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? absent : !FALSE.contains(all.getFirst().strip().toLowerCase(java.util.Locale.ROOT));
    }

    /** The whole number of {@code name}; 400 when it is none. */
    public long number(String name, long absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("invalid value '" + value + "' for '" + name + "': must be a whole number");
        }
    }
}
