package dev.slipway.platform;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list: the sort keys of its last item, so that a page costs the same wherever it begins, and nothing is shown
 * twice because something was added meanwhile. Clients take it as it is.
 *
 * @param parts the sort keys as texts
 */
public record Cursor(List<String> parts) {

    /** No sort key has it: they are one line of plain text. */
    private static final String BETWEEN = "\u001f";

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    /** Before every id there is. */
    public static final UUID LEAST = new UUID(0, 0);

    /** After every id there is. */
    public static final UUID GREATEST = new UUID(-1, -1);

    /** After every time there is in a database. */
    public static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    /** The place of an item. */
    public static String of(Object... keys) {
        String joined = Arrays.stream(keys).map(String::valueOf).collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads one of so many keys.
     *
     * @return null at the beginning of the list
     * @throws Problem when it is not one of this list's
     */
    public static @Nullable Cursor read(PageQuery page, int keys) {
        if (page.after == null || page.after.isEmpty()) {
            return null;
        }
        try {
            String joined = new String(Base64.getUrlDecoder().decode(page.after), StandardCharsets.UTF_8);
            List<String> parts = List.of(joined.split(BETWEEN, -1));
            if (parts.size() != keys
                    || parts.stream().anyMatch(part -> CONTROL.matcher(part).find())) {
                throw unreadable();
            }
            return new Cursor(parts);
        } catch (IllegalArgumentException notOurs) {
            throw unreadable();
        }
    }

    /** A key that is text. */
    public String text(int index) {
        return parts.get(index);
    }

    /** A key that is an id. */
    public UUID id(int index) {
        return key(index, UUID::fromString);
    }

    /** A key that is a time. */
    public Instant time(int index) {
        return key(index, Instant::parse);
    }

    /** A key that is a number. */
    public int number(int index) {
        return key(index, Integer::valueOf);
    }

    private <T> T key(int index, Function<String, T> read) {
        try {
            return read.apply(parts.get(index));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            throw unreadable();
        }
    }

    private static Problem unreadable() {
        return Problem.invalid("after", "is no place in this list; give what \"next\" of the page before said");
    }
}
