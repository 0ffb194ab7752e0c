package dev.slipway.host.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How Docker writes JSON: field names as they are in its documents, times in RFC 3339 with nanoseconds. */
public final class Documents {
    /** What Go writes for a time that was never set. */
    public static final String NEVER = "0001-01-01T00:00:00Z";

    private static final int NANO_DIGITS = 9;

    private static final DateTimeFormatter NANOS = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, NANO_DIGITS, NANO_DIGITS, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private Documents() {}

    /** An empty object. */
    public static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    /** RFC 3339 in UTC with as many digits as needed. */
    public static String time(Instant time) {
        return time.toString();
    }

    /** RFC 3339 in UTC with nine digits, so that times sort as text. */
    public static String exactTime(Instant time) {
        return NANOS.format(time);
    }

    /** Reads a document of the engine's own doors, in which a field that is not known is a mistake. */
    public static <T> T strict(ObjectNode document, Class<T> type) throws JsonProcessingException {
        return Json.mapper()
                .readerFor(type)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(document.toString());
    }

    /** 400 when {@code document} has a field beside {@code known}. */
    public static void refuseOthers(ObjectNode document, Set<String> known) {
        document.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw EngineException.invalid("unknown field '" + name + "': leave it out");
            }
        });
    }

    /** A value, or the empty list Docker writes in its place. */
    public static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** A value, or the empty map Docker writes in its place. */
    public static <K, V> Map<K, V> orEmpty(@org.jspecify.annotations.Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    public static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
