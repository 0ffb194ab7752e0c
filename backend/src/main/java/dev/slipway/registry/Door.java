package dev.slipway.registry;

import dev.slipway.identity.Permission;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One endpoint of the specification. There is none without a permission: the constructor asks for it.
 *
 * @param method of HTTP
 * @param path from the root, {@code {repository}} may have several parts, other names are one part
 * @param needs what is asked of the caller in the team of {@code {repository}}
 * @param handler what is behind it
 */
record Door(String method, String path, Permission needs, Handler handler) {

    /** The variable that names what a team owns. */
    static final String REPOSITORY = "repository";

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    Door {
        if (needs.ofTeam() && !path.contains("{" + REPOSITORY + "}")) {
            throw new IllegalArgumentException(method + " " + path + " asks for a role, but names no repository");
        }
    }

    /** Answers; what it throws is turned into an answer by {@link Front}. */
    interface Handler {
        Answer answer(Call call) throws IOException;
    }

    /** Doors of one kind of thing. */
    interface Set {
        List<Door> doors();
    }

    /** What matches its path; from the right, because a repository may have a part called "blobs". */
    Matcher matcher(String requested) {
        return Pattern.compile(VARIABLE.matcher(path)
                        .replaceAll(name -> name.group(1).equals(REPOSITORY)
                                ? "(?<repository>.+)"
                                : "(?<" + name.group(1) + ">[^/]+)"))
                .matcher(requested);
    }
}
