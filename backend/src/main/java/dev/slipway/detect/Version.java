package dev.slipway.detect;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language's version as far as images tell them apart; the last part, which only mends, is left to the image.
 *
 * @param minor {@link #ANY} where only the major one is named
 */
record Version(int major, int minor) implements Comparable<Version> {

    static final int ANY = -1;

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?");

    static Version of(int major, int minor) {
        return new Version(major, minor);
    }

    /** The first version in a text like {@code v20.11.1}, {@code temurin-21.0.2}, {@code 3.12}. */
    static Optional<Version> in(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        return matcher.find()
                ? Optional.of(new Version(
                        Integer.parseInt(matcher.group(1)),
                        matcher.group(2) == null ? ANY : Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Version other) {
        return Comparator.comparingInt(Version::major)
                .thenComparingInt(Version::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return minor == ANY ? String.valueOf(major) : major + "." + minor;
    }
}
