package dev.slipway.host.build.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a Dockerfile into logical lines (Dockerfile reference, "Format", "Parser directives", "Here-documents").
 *
 * <p>Comments are dropped everywhere, also between continuation lines; blank lines between them are tolerated, as Docker
 * does. A here-document's lines are taken as they are.
 */
final class Lexer {
    private static final Pattern DIRECTIVE = Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Set<String> DIRECTIVES = Set.of("escape", "syntax", "check");
    private static final Pattern HEREDOC = Pattern.compile("^(\\d*)<<(-?)([^<]+)$");
    private static final Set<String> WITH_HEREDOC = Set.of("RUN", "COPY", "ADD");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<String> lines;
    private final Map<String, String> directives = new HashMap<>();
    private int next;
    private char escape = '\\';

    Lexer(String text) {
        String clean = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        this.lines = clean.lines().toList();
    }

    /** The escape character, known after {@link #read()}. */
    char escape() {
        return escape;
    }

    List<LogicalLine> read() {
        readDirectives();
        List<LogicalLine> result = new ArrayList<>();
        while (next < lines.size()) {
            if (isComment(lines.get(next)) || lines.get(next).isBlank()) {
                next++;
            } else {
                result.add(readLogicalLine());
            }
        }
        return result;
    }

    /** Directives stand at the very top: the first line that is none of them ends the search. */
    private void readDirectives() {
        while (next < lines.size()) {
            Matcher matcher = DIRECTIVE.matcher(lines.get(next).strip());
            if (!matcher.matches()) {
                return;
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            if (!DIRECTIVES.contains(name)) {
                return;
            }
            next++;
            if (directives.put(name, matcher.group(2)) != null) {
                throw ParseError.at(next, "only one " + name + " parser directive can be used");
            }
            if (name.equals("escape")) {
                setEscape(matcher.group(2));
            }
        }
    }

    private void setEscape(String value) {
        if (!value.equals("\\") && !value.equals("`")) {
            throw ParseError.at(next, "invalid ESCAPE '" + value + "'. Must be ` or \\");
        }
        escape = value.charAt(0);
    }

    private LogicalLine readLogicalLine() {
        int start = next + 1;
        StringBuilder text = new StringBuilder();
        boolean continues = append(text, lines.get(next++).stripLeading());
        while (continues && next < lines.size()) {
            String line = lines.get(next++);
            if (!isComment(line) && !line.isBlank()) {
                continues = append(text, line);
            }
        }
        String joined = text.toString().strip();
        return new LogicalLine(start, joined, readHeredocs(start, joined));
    }

    /** Appends a physical line without its continuation mark; says whether there was one. */
    private boolean append(StringBuilder text, String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean marked = end > 0 && line.charAt(end - 1) == escape && (end == 1 || line.charAt(end - 2) != escape);
        text.append(marked ? line.substring(0, end - 1) : line);
        return marked;
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }

    private List<Heredoc> readHeredocs(int start, String line) {
        String[] parts = line.split("[\\t\\f\\r ]+", 2);
        if (parts.length < 2 || !WITH_HEREDOC.contains(parts[0].toUpperCase(Locale.ROOT)) || !line.contains("<<")) {
            return List.of();
        }
        List<Heredoc> result = new ArrayList<>();
        for (String word : Words.split(parts[1], escape)) {
            Matcher matcher = HEREDOC.matcher(word);
            if (matcher.matches()) {
                result.add(
                        readHeredoc(start, matcher.group(3), !matcher.group(2).isEmpty()));
            }
        }
        return result;
    }

    private Heredoc readHeredoc(int start, String delimiter, boolean chomp) {
        String name = Words.unquote(delimiter);
        StringBuilder content = new StringBuilder();
        while (next < lines.size()) {
            String line = lines.get(next++);
            String stripped = chomp ? line.replaceFirst("^\\t+", "") : line;
            if (stripped.equals(name)) {
                return new Heredoc(name, name.equals(delimiter), chomp, content.toString());
            }
            content.append(stripped).append('\n');
        }
        throw ParseError.at(start, "unterminated heredoc");
    }
}
