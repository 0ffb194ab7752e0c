package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as people write it: an age, or a time with its zone. */
final class Moment {

    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    private Moment() {}

    static Instant parse(String text, Instant now) {
        Matcher age = AGE.matcher(text);
        if (age.matches()) {
            return now.minus(duration(Long.parseLong(age.group(1)), age.group(2)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException neither) {
            throw new Failure(
                    ExitCode.USAGE,
                    "\"" + text + "\" is no moment; write an age like 15m or a time like 2026-01-31T12:00:00Z");
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
