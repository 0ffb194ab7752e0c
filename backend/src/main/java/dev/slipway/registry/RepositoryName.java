package dev.slipway.registry;

import dev.slipway.registry.RegistryError.Code;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a repository; distribution-spec, "Pulling manifests". The first part is a team, the second may be a project.
 *
 * @param text in full, without a registry's host
 */
record RepositoryName(String text) {

    /** Clients add a host and keep the whole within 255 letters. */
    private static final int LONGEST = 200;

    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*+");

    RepositoryName {
        if (text.length() > LONGEST || !NAME.matcher(text).matches()) {
            throw new RegistryError(
                    Code.NAME_INVALID,
                    "repository name is not valid; take lower-case letters, digits and single \".\", \"_\", \"-\" between"
                            + " them, parts divided by \"/\", at most " + LONGEST + " letters");
        }
        if (text.indexOf('/') < 0) {
            throw new RegistryError(
                    Code.NAME_INVALID, "repository name \"" + text + "\" has one part; write <team>/" + text);
        }
    }

    /** Slug of the team. */
    String team() {
        return text.substring(0, text.indexOf('/'));
    }

    /** The second part, which is a project when the team has one of this slug. */
    String second() {
        return text.split("/", -1)[1];
    }

    /** Whether it is a name at all; null is none. */
    static boolean isValid(@Nullable String text) {
        return text != null
                && text.length() <= LONGEST
                && text.indexOf('/') > 0
                && NAME.matcher(text).matches();
    }
}
