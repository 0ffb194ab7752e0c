package dev.slipway.host.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code --name=value} words between an instruction's name and its arguments.
 *
 * @param rest what follows them
 */
record Flags(int line, Map<String, List<String>> values, String rest) {
    /** Takes the leading flags off {@code arguments}; a name that is not in {@code allowed} is an error. */
    static Flags read(int line, String arguments, Set<String> allowed, char escape) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String rest = arguments.strip();
        while (rest.startsWith("--")) {
            int end = endOfWord(rest, escape);
            String word = rest.substring(2, end);
            rest = rest.substring(end).strip();
            if (word.isEmpty()) {
                break;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!allowed.contains(name)) {
                throw ParseError.at(line, "unknown flag: --" + name);
            }
            values.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(equals < 0 ? "" : stripQuotes(word.substring(equals + 1)));
        }
        return new Flags(line, values, rest);
    }

    private static int endOfWord(String text, char escape) {
        return Words.split(text, escape).getFirst().length();
    }

    private static String stripQuotes(String value) {
        boolean quoted = value.length() >= 2
                && value.charAt(0) == value.charAt(value.length() - 1)
                && (value.charAt(0) == '"' || value.charAt(0) == '\'');
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    Optional<String> one(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw ParseError.at(line, "Duplicate flag specified: " + name);
        }
        return given.stream().findFirst();
    }

    @Nullable
    String orNull(String name) {
        return one(name).orElse(null);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean isSet(String name) {
        return switch (one(name).orElse("false")) {
            case "", "true" -> true;
            case "false" -> false;
            case String other ->
                throw ParseError.at(line, "expecting boolean value for flag " + name + ", not: " + other);
        };
    }
}
