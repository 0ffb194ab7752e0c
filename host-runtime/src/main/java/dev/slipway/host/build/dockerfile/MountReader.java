package dev.slipway.host.build.dockerfile;

import dev.slipway.host.build.dockerfile.RunMount.Access;
import dev.slipway.host.build.dockerfile.RunMount.Sharing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value of {@code RUN --mount}: fields separated by commas, with the words of BuildKit for what is wrong. */
public final class MountReader {
    private static final Map<String, String> OTHER_NAMES =
            Map.of("src", "source", "dst", "target", "destination", "target", "ro", "readonly", "rw", "readwrite");
    private static final Set<String> FLAGS = Set.of("readonly", "readwrite", "required");
    private static final Map<String, Set<String>> KEYS = Map.of(
            "bind", Set.of("from", "source", "target", "readonly", "readwrite"),
            "cache", Set.of("id", "from", "source", "target", "readonly", "readwrite", "sharing", "mode", "uid", "gid"),
            "tmpfs", Set.of("target", "size"),
            "secret", Set.of("id", "source", "target", "required", "mode", "uid", "gid", "env"),
            "ssh", Set.of("id", "target", "required", "mode", "uid", "gid"));
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)i?b?");
    private static final String SECRETS = "/run/secrets/";
    private static final int FOLDER_MODE = 0755;
    private static final int SECRET_MODE = 0400;
    private static final int MOST_MODE = 07777;
    private static final long MOST_ID = 0xFFFF_FFFEL;

    private final int line;
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();

    private MountReader(int line, String text) {
        this.line = line;
        this.text = text;
    }

    /** @param expand replaces the variables of a field's value */
    public static RunMount read(int line, String text, UnaryOperator<String> expand) {
        return new MountReader(line, text).fields(expand).mount();
    }

    /** The stage or image that a mount names; variables in it are not replaced. */
    static Optional<String> from(int line, String text) {
        return new MountReader(line, text).fields(word -> word).text("from");
    }

    private MountReader fields(UnaryOperator<String> expand) {
        for (String field : text.split(",", -1)) {
            int equals = field.indexOf('=');
            String given =
                    (equals < 0 ? field : field.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String key = OTHER_NAMES.getOrDefault(given, given);
            if (equals < 0 && !FLAGS.contains(key)) {
                throw error("invalid field '" + field + "' must be a key=value pair");
            }
            if (values.put(key, equals < 0 ? "true" : expand.apply(field.substring(equals + 1))) != null) {
                throw error("field '" + key + "' is given twice in '" + text + "'");
            }
        }
        return this;
    }

    private RunMount mount() {
        String type = text("type").orElse("bind");
        Set<String> known = KEYS.get(type);
        if (known == null) {
            throw error("unsupported mount type \"" + type + "\"");
        }
        Set<String> unknown = new HashSet<>(values.keySet());
        unknown.removeAll(known);
        unknown.remove("type");
        if (!unknown.isEmpty()) {
            throw error("unexpected key '" + unknown.iterator().next() + "' for mount type \"" + type + "\" in '" + text
                    + "'");
        }
        return switch (type) {
            case "bind" -> new RunMount.Bind(target(), from(), source(), !writable(false));
            case "cache" -> cache();
            case "tmpfs" -> new RunMount.Tmpfs(target(), size());
            case "secret" -> secret();
            default ->
                new RunMount.Ssh(
                        text("target").orElse("/run/buildkit/ssh_agent.0"),
                        text("id").orElse("default"),
                        flag("required"));
        };
    }

    private RunMount cache() {
        String target = target();
        Sharing sharing = switch (text("sharing").orElse("shared")) {
            case "shared" -> Sharing.SHARED;
            case "private" -> Sharing.PRIVATE;
            case "locked" -> Sharing.LOCKED;
            case String other -> throw error("unsupported sharing value \"" + other + "\"");
        };
        String id = text("id").orElse(target);
        return new RunMount.Cache(target, id, from(), source(), sharing, !writable(true), access(FOLDER_MODE));
    }

    private RunMount secret() {
        @Nullable String variable = text("env").orElse(null);
        String id = text("id")
                .or(() -> text("source"))
                .or(() -> text("target").map(MountReader::last))
                .orElseThrow(() -> error("secret mount needs an id or a target in '" + text + "'"));
        String target = text("target").orElse(variable == null ? SECRETS + last(id) : "");
        return new RunMount.Secret(target, id, variable, flag("required"), access(SECRET_MODE));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private @Nullable String from() {
        return text("from").orElse(null);
    }

    private String source() {
        return text("source").orElse("/");
    }

    private String target() {
        return text("target")
                .orElseThrow(() -> error(
                        "mount of type \"" + text("type").orElse("bind") + "\" needs a target in '" + text + "'"));
    }

    /** An empty value says nothing, as when a variable in it is not set. */
    private Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    private boolean writable(boolean usually) {
        if (values.containsKey("readonly") && values.containsKey("readwrite")) {
            throw error("a mount is either readonly or readwrite: '" + text + "'");
        }
        return values.containsKey("readwrite")
                ? flag("readwrite")
                : values.containsKey("readonly") ? !flag("readonly") : usually;
    }

    private boolean flag(String key) {
        return switch (values.getOrDefault(key, "false")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            case String other -> throw error("invalid value for " + key + ": " + other);
        };
    }

    private Access access(int usually) {
        return new Access(mode(usually), number("uid"), number("gid"));
    }

    private int mode(int usually) {
        String octal = text("mode").orElse(Integer.toOctalString(usually));
        if (!octal.matches("[0-7]{1,5}") || Integer.parseInt(octal, 8) > MOST_MODE) {
            throw error("invalid value for mode: " + octal);
        }
        return Integer.parseInt(octal, 8);
    }

    private long number(String key) {
        String number = text(key).orElse("0");
        if (!number.matches("\\d{1,10}") || Long.parseLong(number) > MOST_ID) {
            throw error("invalid value for " + key + ": " + number);
        }
        return Long.parseLong(number);
    }

    private long size() {
        String size = text("size").orElse("0").toLowerCase(Locale.ROOT);
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw error("invalid value for size: " + size);
        }
        int power =
                matcher.group(2).isEmpty() ? 0 : 1 + List.of("k", "m", "g", "t").indexOf(matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        long bytes = number << (10 * power);
        if (bytes >> (10 * power) != number) {
            throw error("invalid value for size: " + size);
        }
        return bytes;
    }

    private RuntimeException error(String message) {
        return ParseError.at(line, message);
    }
}
