package dev.slipway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory as people write it: {@code 256m}, {@code 0.5g}, {@code 2GB}, or a number of bytes. Units are powers of 1024. */
public final class MemorySize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([kmgt]?)(?:i?b)?");
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30, "t", 1L << 40);

    private MemorySize() {}

    /** Bytes, or empty when it is not a size. */
    public static Optional<Long> parse(JsonNode written) {
        if (written.isIntegralNumber() && written.canConvertToLong()) {
            return Optional.of(written.asLong());
        }
        return written.isTextual() ? parse(written.asText()) : Optional.empty();
    }

    static Optional<Long> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal bytes =
                new BigDecimal(matcher.group(1)).multiply(new BigDecimal(UNITS.getOrDefault(matcher.group(2), 1L)));
        return bytes.toBigInteger().bitLength() > 62 ? Optional.empty() : Optional.of(bytes.longValue());
    }

    /** For people: {@code 256 MiB}. */
    public static String text(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}
