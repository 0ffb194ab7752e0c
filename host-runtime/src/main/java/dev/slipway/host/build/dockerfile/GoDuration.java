package dev.slipway.host.build.dockerfile;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as HEALTHCHECK writes them: {@code 1m30s}, {@code 1.5h}, {@code 300ms}. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    /** A century: far beyond use, and it keeps the nanoseconds inside a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private GoDuration() {}

    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int at = 0;
        while (matcher.find() && matcher.start() == at) {
            BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
            sum = sum.plusNanos(nanos.min(BigDecimal.valueOf(LONGEST.toNanos())).longValue());
            at = matcher.end();
        }
        boolean valid = at == text.length() && at > 0 && sum.compareTo(LONGEST) <= 0;
        return valid ? Optional.of(sum) : Optional.empty();
    }

    private static long unit(String name) {
        Long nanos = NANOS.get(name);
        return nanos == null ? 0 : nanos;
    }
}
