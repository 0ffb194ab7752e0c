package dev.slipway.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items in the list's order
 * @param next where the next page starts, null on the last
 */
public record Items<T>(List<T> items, @Nullable String next) {

    /** A list that fits on one page. */
    public static <T> Items<T> of(List<T> items) {
        return new Items<>(items, null);
    }
}
