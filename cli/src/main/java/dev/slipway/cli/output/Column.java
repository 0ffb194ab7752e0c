package dev.slipway.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param title above it
 * @param value of a row
 */
public record Column(String title, Function<JsonNode, String> value) {

    /** Shows a field, found by a path like {@code commit.id}. */
    public static Column of(String title, String path) {
        return new Column(title, row -> text(row, path));
    }

    /** Shows how long ago a moment was. */
    public static Column age(String title, String path, Instant now) {
        return new Column(title, row -> age(text(row, path), now));
    }

    /** Shows the first letters, of an id or a commit. */
    public static Column shortened(String title, String path, int letters) {
        return new Column(title, row -> {
            String text = text(row, path);
            return text.length() > letters ? text.substring(0, letters) : text;
        });
    }

    /** The text at a path; empty for nothing and null. */
    public static String text(JsonNode row, String path) {
        JsonNode at = row;
        for (String step : path.split("\\.", -1)) {
            at = at.path(step);
        }
        return at.isMissingNode() || at.isNull() ? "" : at.asText();
    }

    private static String age(String moment, Instant now) {
        if (moment.isEmpty()) {
            return "";
        }
        try {
            Duration age = Duration.between(Instant.parse(moment), now);
            return age.isNegative() ? "now" : words(age);
        } catch (DateTimeParseException odd) {
            return moment;
        }
    }

    private static String words(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + "d";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
    }
}
