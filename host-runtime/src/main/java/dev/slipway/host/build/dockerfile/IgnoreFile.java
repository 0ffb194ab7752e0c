package dev.slipway.host.build.dockerfile;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a .dockerignore: which paths of a context are left out. The last rule that matches a path, or a folder above
 * it, decides; {@code !} takes back.
 */
public final class IgnoreFile {
    /** Most rules taken; each is tried on each path. */
    private static final int MOST_RULES = 2_000;

    private final List<Rule> rules;

    private IgnoreFile(List<Rule> rules) {
        this.rules = rules;
    }

    private record Rule(Glob glob, boolean keeps) {}

    /** Reads the file's text. */
    public static IgnoreFile parse(String text) {
        return of(text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .toList());
    }

    /** Rules from patterns, as {@code COPY --exclude} gives them. */
    public static IgnoreFile of(List<String> patterns) {
        List<Rule> rules = new ArrayList<>();
        for (String line : patterns) {
            boolean keeps = line.startsWith("!");
            String pattern = clean(keeps ? line.substring(1).strip() : line);
            if (pattern.isEmpty() || pattern.equals(".")) {
                continue;
            }
            if (rules.size() == MOST_RULES) {
                throw EngineException.invalid(".dockerignore has more than " + MOST_RULES + " patterns");
            }
            rules.add(rule(pattern, keeps));
        }
        return new IgnoreFile(List.copyOf(rules));
    }

    private static Rule rule(String pattern, boolean keeps) {
        try {
            return new Rule(Glob.ignore(pattern), keeps);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "error in .dockerignore pattern '" + pattern + "': " + e.getMessage(), e);
        }
    }

    /** As Go's filepath.Clean, and without the slash in front. */
    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/")) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether a rule takes paths back, so that an ignored folder must still be looked into. */
    public boolean takesBack() {
        return rules.stream().anyMatch(Rule::keeps);
    }

    /** Whether {@code path}, relative with slashes, is left out. */
    public boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            // A rule that would not change the answer need not be tried.
            if (rule.keeps == ignored && matches(rule, path)) {
                ignored = !rule.keeps;
            }
        }
        return ignored;
    }

    private static boolean matches(Rule rule, String path) {
        if (rule.glob.matches(path)) {
            return true;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (rule.glob.matches(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }
}
