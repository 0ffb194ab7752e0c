package dev.slipway.tenancy;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;

/** Names as they appear in host names: a-z, 0-9 and "-", at most 40 letters. */
public final class Slug {

    /** A DNS label holds 63; the rest is for a number that makes it unique. */
    private static final int LONGEST = 40;

    private Slug() {}

    /** The slug of a name, or {@code fallback} when nothing of the name is left. */
    public static String of(String name, String fallback) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        String slug = trim(plain.replaceAll("[^a-z0-9]+", "-"));
        slug = trim(slug.length() > LONGEST ? slug.substring(0, LONGEST) : slug);
        return slug.isEmpty() ? fallback : slug;
    }

    /** The slug itself when it is free, else with the first free number behind it. */
    public static String free(String slug, Predicate<String> isFree) {
        String candidate = slug;
        for (int number = 2; !isFree.test(candidate); number++) {
            candidate = slug + "-" + number;
        }
        return candidate;
    }

    private static String trim(String slug) {
        return slug.replaceAll("^-+|-+$", "");
    }
}
