package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as Docker's clients send them: seconds since 1970 with up to nine digits behind the point, or RFC 3339. */
public final class Moments {
    private static final Pattern SECONDS = Pattern.compile("(-?\\d{1,10})(?:\\.(\\d{1,9}))?");
    private static final int NANO_DIGITS = 9;
    private static final long NANOS = 1_000_000_000L;

    private Moments() {}

    /** The parameter's moment in nanoseconds since 1970; 0 when it was not given. */
    public static long nanos(Query query, String name) {
        String text = query.text(name);
        if (text == null) {
            return 0;
        }
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            String fraction = seconds.group(2) == null ? "" : seconds.group(2);
            String padded = fraction + "0".repeat(NANO_DIGITS - fraction.length());
            return Long.parseLong(seconds.group(1)) * NANOS + Long.parseLong(padded);
        }
        try {
            Instant instant = Instant.parse(text);
            return instant.getEpochSecond() * NANOS + instant.getNano();
        } catch (DateTimeException e) {
            throw EngineException.invalid("invalid value '" + text + "' for '" + name
                    + "': must be seconds since 1970 or a time such as 2006-01-02T15:04:05Z");
        }
    }
}
