package dev.slipway.host.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code filters} of a request: for each key the values of which one must fit. */
public final class Filters {
    private static final Set<String> YES = Set.of("true", "True", "1");
    private static final Set<String> NO = Set.of("false", "False", "0");

    private final Map<String, List<String>> wanted;

    private Filters(Map<String, List<String>> wanted) {
        this.wanted = wanted;
    }

    /**
     * Reads {@code {"label":{"a=b":true}}} or the older {@code {"label":["a=b"]}}; nothing filters nothing.
     *
     * @param known the keys that are understood; another one is a 400
     */
    public static Filters of(Query query, Set<String> known) {
        String text = query.text("filters");
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        if (text != null) {
            document(text).properties().forEach(entry -> {
                if (!known.contains(entry.getKey())) {
                    throw EngineException.invalid("invalid filter '" + entry.getKey() + "'");
                }
                wanted.put(entry.getKey(), values(entry.getKey(), entry.getValue()));
            });
        }
        return new Filters(wanted);
    }

    private static ObjectNode document(String text) {
        try {
            if (Json.mapper().readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "invalid filters '" + text + "': " + e.getOriginalMessage(), e);
        }
        throw EngineException.invalid("invalid filters '" + text + "': an object is expected");
    }

    private static List<String> values(String key, JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(values::add);
        } else if (node.isArray()) {
            node.forEach(value -> values.add(value.asText()));
        } else {
            throw EngineException.invalid("invalid filter '" + key + "': values must be a map or a list");
        }
        return values;
    }

    /** The same filters but for {@code key}. */
    public Filters without(String key) {
        Map<String, List<String>> others = new LinkedHashMap<>(wanted);
        others.remove(key);
        return new Filters(others);
    }

    /** The single value of a moment such as {@code until} in nanoseconds since 1970; {@code absent} when it was not given. */
    public long moment(String key, long absent) {
        if (!has(key)) {
            return absent;
        }
        if (values(key).size() != 1) {
            throw EngineException.invalid("more than one " + key + " filter specified");
        }
        return Moments.nanos(values(key).getFirst(), key, Clock.systemUTC().instant());
    }

    public boolean has(String key) {
        return wanted.containsKey(key);
    }

    public List<String> values(String key) {
        return wanted.getOrDefault(key, List.of());
    }

    /** Whether {@code key} was not asked for, or {@code value} is one of its values. */
    public boolean allows(String key, @Nullable String value) {
        return !has(key) || values(key).contains(value);
    }

    /** Whether {@code key} was not asked for, or one of its values is part of {@code value}. */
    public boolean allowsPart(String key, String value) {
        return !has(key) || values(key).stream().anyMatch(value::contains);
    }

    /** Whether every wanted label ({@code name} or {@code name=value}) is there. */
    public boolean allowsLabels(@Nullable Map<String, String> labels) {
        Map<String, String> present = labels == null ? Map.of() : labels;
        return values("label").stream().allMatch(wish -> hasLabel(present, wish))
                && values("label!").stream().noneMatch(wish -> hasLabel(present, wish));
    }

    private static boolean hasLabel(Map<String, String> labels, String wish) {
        int equals = wish.indexOf('=');
        return equals < 0
                ? labels.containsKey(wish)
                : wish.substring(equals + 1).equals(labels.get(wish.substring(0, equals)));
    }

    /** The truth of a filter such as {@code dangling}; {@code absent} when it was not asked for. */
    public boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        boolean yes = values(key).stream().anyMatch(YES::contains);
        boolean no = values(key).stream().anyMatch(NO::contains);
        if (yes == no) {
            throw EngineException.invalid("invalid filter '" + key + "=" + values(key) + "': must be true or false");
        }
        return yes;
    }
}
