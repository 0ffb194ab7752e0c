package dev.slipway.host.build;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code git ls-remote} says: full names of refs and their objects. */
final class GitRefs {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{40}|[0-9a-f]{64})\\t(\\S+)");

    /** Behind the name of an annotated tag: the commit that it is about. */
    private static final String PEELED = "^{}";

    private final Map<String, String> objects = new HashMap<>();

    GitRefs(String text) {
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> objects.put(line.group(2), line.group(1)));
    }

    /** The commit of a name as people write it; a branch goes before a tag, as with git-checkout(1). */
    Optional<String> commit(String name) {
        return Stream.of(name, "refs/heads/" + name, "refs/tags/" + name, "refs/" + name)
                .flatMap(full -> Stream.of(full + PEELED, full))
                .filter(objects::containsKey)
                .findFirst()
                .map(objects::get);
    }
}
