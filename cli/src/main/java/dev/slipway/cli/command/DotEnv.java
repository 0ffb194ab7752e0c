package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code .env} file: {@code NAME=value} a line, {@code export} before it is fine, {@code #} begins a comment. Double
 * quotes know {@code \n}, {@code \"} and {@code \\}, single quotes take everything as it is; nothing is ever expanded.
 */
final class DotEnv {

    private DotEnv() {}

    static List<Assignment> parse(String text, boolean secret) {
        List<Assignment> assignments = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip().replaceFirst("^export\\s+", "");
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            int equals = content.indexOf('=');
            if (equals < 1) {
                throw new Failure(ExitCode.DATA, "line " + number + " is no variable; write NAME=value");
            }
            String name = content.substring(0, equals).strip();
            assignments.add(
                    new Assignment(name, value(content.substring(equals + 1).strip(), number), secret));
        }
        return assignments;
    }

    private static String value(String text, int line) {
        if (text.startsWith("'") || text.startsWith("\"")) {
            int end = closing(text);
            if (end < 0) {
                throw new Failure(ExitCode.DATA, "line " + line + " has no end of its quotes");
            }
            String inner = text.substring(1, end);
            return text.charAt(0) == '\'' ? inner : unescape(inner);
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).stripTrailing();
    }

    private static int closing(String text) {
        char quote = text.charAt(0);
        for (int at = 1; at < text.length(); at++) {
            if (quote == '"' && text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at;
            }
        }
        return -1;
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '\\' && at + 1 < text.length()) {
                at++;
                plain.append(
                        switch (text.charAt(at)) {
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case '"' -> "\"";
                            case '\\' -> "\\";
                            default -> "\\" + text.charAt(at);
                        });
            } else {
                plain.append(letter);
            }
        }
        return plain.toString();
    }
}
