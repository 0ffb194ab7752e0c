package dev.slipway.detect;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a language that images exist for.
 *
 * @param name in words
 * @param debian the version of Debian 12's packages
 * @param image of the other versions, with {@code %s} for the version
 * @param others newest first
 */
record Language(String name, Version debian, String image, List<Version> others) {

    static final Language NODE =
            new Language("Node.js", Version.of(18, Version.ANY), "node:%s-bookworm-slim", majors(24, 22, 20, 16));
    static final Language PYTHON =
            new Language("Python", Version.of(3, 11), "python:%s-slim-bookworm", minors(3, 14, 13, 12, 10, 9, 8));
    static final Language GO = new Language("Go", Version.of(1, 19), "golang:%s-bookworm", List.of());
    static final Language RUBY = new Language("Ruby", Version.of(3, 1), "ruby:%s-slim-bookworm", minors(3, 4, 3, 2));
    static final Language PHP = new Language("PHP", Version.of(8, 2), "php:%s-apache-bookworm", minors(8, 4, 3, 1));
    static final Language JAVA = new Language("Java", Version.of(17, Version.ANY), "%s", majors(25, 21));

    private static List<Version> majors(int... majors) {
        return java.util.Arrays.stream(majors)
                .mapToObj(major -> Version.of(major, Version.ANY))
                .toList();
    }

    private static List<Version> minors(int major, int... minors) {
        return java.util.Arrays.stream(minors)
                .mapToObj(minor -> Version.of(major, minor))
                .toList();
    }

    /**
     * What a project is built on.
     *
     * @param image of the language; null when Debian's packages do
     * @param why the version and where it is asked for
     */
    record Choice(Version version, @Nullable String image, String why) {
        boolean onDebian() {
            return image == null;
        }
    }

    /** Debian's version if the project allows it, else the newest it allows, else the one it names. */
    Choice choose(Optional<Wish> wish) {
        if (wish.isEmpty()) {
            return choice(debian, "no version asked for");
        }
        VersionRange range = new VersionRange(wish.get().text());
        String file = wish.get().file();
        if (range.allows(debian)) {
            return choice(debian, file);
        }
        return others.stream()
                .filter(range::allows)
                .max(Comparator.naturalOrder())
                .or(() -> Version.in(wish.get().text()))
                .map(version -> choice(version, file))
                .orElseGet(() -> choice(debian, file));
    }

    /** Exactly this one: for tools that refuse any other. */
    Choice exactly(String version, String file) {
        return new Choice(
                Version.in(version).orElse(debian), image.formatted(version), name + " " + version + " (" + file + ")");
    }

    /** This version, or Debian's where that is it. */
    Choice choice(Version version, String why) {
        return new Choice(
                version,
                version.equals(debian) ? null : image.formatted(version),
                name + " " + version + " (" + why + ")");
    }
}
