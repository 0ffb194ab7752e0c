package dev.slipway.environment;

import dev.slipway.platform.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code .env} file: {@code NAME=value} a line, {@code #} before a remark, {@code export} in front allowed. Values in single
 * quotes are taken as they are; in double quotes {@code \\n \\t \\" \\\\ \\$} are characters; quoted values may have several lines.
 * Nothing is put in for {@code $NAME}: what is written is what the app gets.
 */
final class EnvFile {

    private static final Pattern ENTRY = Pattern.compile(
            "[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*"
                    + "(?:'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\n'\"][^\\n]*?)?)(?:[ \\t]+#[^\\n]*|[ \\t]*)(?:\\n|\\z)",
            Pattern.DOTALL);

    private static final Pattern NOTHING = Pattern.compile("[ \\t]*(?:#[^\\n]*)?(?:\\n|\\z)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private EnvFile() {}

    /**
     * Names and values, in the file's order; of two with one name the later.
     *
     * @throws Problem naming the line that is neither an entry nor a remark
     */
    static Map<String, String> parse(String written) {
        String text = written.replace("\r\n", "\n");
        Map<String, String> values = new LinkedHashMap<>();
        Matcher entry = ENTRY.matcher(text);
        Matcher nothing = NOTHING.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (nothing.region(at, text.length()).lookingAt()) {
                at = nothing.end();
            } else if (entry.region(at, text.length()).lookingAt()) {
                values.put(entry.group(1), value(entry));
                at = entry.end();
            } else {
                throw Problem.invalid(
                        "body", "line " + line(text, at) + " is not NAME=value; quote values with quotes in them");
            }
        }
        return values;
    }

    /** A file of what may be shown; secrets are named in remarks. */
    static String of(List<VariableEntry> entries) {
        List<String> lines = new ArrayList<>();
        for (VariableEntry entry : entries) {
            String value = entry.value();
            lines.add(value == null ? "# " + entry.name() + " is a secret" : entry.name() + "=" + quoted(value));
        }
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String value(Matcher entry) {
        if (entry.group(2) != null) {
            return entry.group(2);
        }
        if (entry.group(3) != null) {
            return ESCAPE.matcher(entry.group(3))
                    .replaceAll(found -> Matcher.quoteReplacement(unescaped(found.group(1))));
        }
        return entry.group(4) == null ? "" : entry.group(4);
    }

    private static String unescaped(String letter) {
        return switch (letter) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case "\"", "\\", "$", "`" -> letter;
            default -> "\\" + letter;
        };
    }

    private static String quoted(String value) {
        if (value.matches("[A-Za-z0-9_./:@%+,=-]*")) {
            return value;
        }
        return "\""
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("$", "\\$")
                + "\"";
    }

    private static long line(String text, int at) {
        return text.substring(0, at).lines().count() + 1;
    }
}
