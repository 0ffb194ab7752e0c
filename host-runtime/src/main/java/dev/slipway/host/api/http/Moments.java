package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moments as Docker's clients send them: seconds since 1970 with up to nine digits behind the point, RFC 3339 whole or cut
 * short ("2006-01-02", UTC), or a duration such as "1h30m" that counts back from now.
 */
public final class Moments {
    private static final Pattern SECONDS = Pattern.compile("(-?\\d{1,10})(?:\\.(\\d{1,9}))?");
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern MINUTE = Pattern.compile(DATE + "T\\d\\d:\\d\\d");
    private static final Pattern SECOND = Pattern.compile(MINUTE + ":\\d\\d(?:\\.\\d{1,9})?");
    private static final int NANO_DIGITS = 9;
    private static final long NANOS = 1_000_000_000L;

    private Moments() {}

    /** The parameter's moment in nanoseconds since 1970; 0 when it was not given. */
    public static long nanos(Query query, String name) {
        String text = query.text(name);
        return text == null ? 0 : nanos(text, name, Clock.systemUTC().instant());
    }

    /**
     * {@code text} in nanoseconds since 1970; 400 when it is no moment.
     *
     * @param name what it is given for
     */
    public static long nanos(String text, String name, Instant now) {
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            String fraction = seconds.group(2) == null ? "" : seconds.group(2);
            String padded = fraction + "0".repeat(NANO_DIGITS - fraction.length());
            return Long.parseLong(seconds.group(1)) * NANOS + Long.parseLong(padded);
        }
        if (DURATION.matcher(text).matches()) {
            return nanos(now) - duration(text);
        }
        try {
            return nanos(OffsetDateTime.parse(completed(text)).toInstant());
        } catch (DateTimeException e) {
            throw EngineException.invalid("invalid value '" + text + "' for '" + name
                    + "': must be seconds since 1970, a time such as 2006-01-02T15:04:05Z, or a duration such as 10m");
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }

    private static String completed(String text) {
        if (DATE.matcher(text).matches()) {
            return text + "T00:00:00Z";
        } else if (MINUTE.matcher(text).matches()) {
            return text + ":00Z";
        }
        return SECOND.matcher(text).matches() ? text + "Z" : text;
    }

    private static long duration(String text) {
        double nanos = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
        }
        return (long) nanos;
    }

    private static double unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }
}
