package dev.slipway.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items in the list's order
 * @param next where the next page starts, null on the last
 */
public record Items<T>(List<T> items, @Nullable String next) {

    /**
     * A page of what was fetched for it, which is one more than fits when there is a next page.
     *
     * @param view an item as the API shows it
     * @param place of an item in the list, see {@link Cursor#of}
     */
    public static <R, T> Items<T> page(
            List<R> fetched, PageQuery page, Function<R, T> view, Function<R, String> place) {
        boolean more = fetched.size() > page.limit;
        List<R> shown = more ? fetched.subList(0, page.limit) : fetched;
        return new Items<>(shown.stream().map(view).toList(), more ? place.apply(shown.getLast()) : null);
    }

    /** A list that fits on one page. */
    public static <T> Items<T> of(List<T> items) {
        return new Items<>(items, null);
    }
}
