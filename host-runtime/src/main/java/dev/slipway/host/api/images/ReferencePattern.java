package dev.slipway.host.api.images;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/** The {@code reference} filter: a shell pattern over "repository" or "repository:tag". */
final class ReferencePattern {
    private ReferencePattern() {}

    static boolean fits(String pattern, String name) {
        int colon = name.lastIndexOf(':');
        String repository = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        return matches(pattern, name) || matches(pattern, repository);
    }

    private static boolean matches(String pattern, String text) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(text));
    }
}
