package dev.slipway.host.container;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them for Docker: {@code 10m}, {@code 1.5GiB}; powers of 1024 whatever they are called. Pure. */
final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([kmgtp]?)i?b?");
    private static final String UNITS = "kmgtp";
    private static final double KIBI = 1024;

    private ByteSize() {}

    /** Empty when {@code text} is no size, or more bytes than there are numbers for. */
    static OptionalLong parse(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        double bytes = Double.parseDouble(size.group(1)) * Math.pow(KIBI, power);
        return bytes < Long.MAX_VALUE ? OptionalLong.of((long) bytes) : OptionalLong.empty();
    }
}
