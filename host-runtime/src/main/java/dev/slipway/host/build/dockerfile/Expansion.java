package dev.slipway.host.build.dockerfile;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces variables in a word and takes its quotes off, by the rules of the Dockerfile reference ("Environment
 * replacement"): {@code $a}, {@code ${a}}, {@code ${a:-word}}, {@code ${a:+word}}, {@code ${a:?word}} and the forms without
 * colon, {@code ${a#pattern}}, {@code ##}, {@code %}, {@code %%}, {@code /from/to}, {@code //from/to}.
 *
 * <p>An instance reads one word once.
 */
public final class Expansion {
    /** What one variable of a process may hold (execve(2), MAX_ARG_STRLEN); a few lines could make gigabytes otherwise. */
    private static final int LONGEST = 128 << 10;

    /** Of a here-document. */
    private static final int LONGEST_TEXT = 4 << 20;

    /** Substitutions in substitutions. */
    private static final int DEEPEST = 100;

    private final String text;
    private final char escape;
    private final int longest;
    private final Function<String, @Nullable String> variables;
    private int at;
    private int depth;

    private Expansion(String text, char escape, int longest, Function<String, @Nullable String> variables) {
        this.longest = longest;
        this.text = text;
        this.escape = escape;
        this.variables = variables;
    }

    /**
     * {@code word} with variables replaced and quotes removed.
     *
     * @param variables the value of a name, null when it is not set
     * @throws IllegalArgumentException when a quote or brace is not closed, or {@code :?} asks for an error
     */
    public static String word(String word, char escape, Function<String, @Nullable String> variables) {
        return new Expansion(word, escape, LONGEST, variables).readUntil('\0');
    }

    /** {@code content} of a here-document: variables replaced, quotes left alone. */
    public static String text(String content, char escape, Function<String, @Nullable String> variables) {
        return new Expansion(content, escape, LONGEST_TEXT, variables).readText();
    }

    private String readUntil(char end) {
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != end) {
            char c = text.charAt(at);
            if (c == '\'') {
                readSingleQuoted(out);
            } else if (c == '"') {
                readDoubleQuoted(out);
            } else if (c == '$') {
                grow(out, readVariable());
            } else if (c == escape && at + 1 < text.length()) {
                out.append(text.charAt(at + 1));
                at += 2;
            } else {
                // An escape as the very last character is dropped, as Docker does.
                out.append(c == escape ? "" : String.valueOf(c));
                at++;
            }
        }
        return out.toString();
    }

    private void readSingleQuoted(StringBuilder out) {
        int close = text.indexOf('\'', at + 1);
        if (close < 0) {
            throw new IllegalArgumentException("unexpected end of statement while looking for matching single-quote");
        }
        out.append(text, at + 1, close);
        at = close + 1;
    }

    private void readDoubleQuoted(StringBuilder out) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return;
            }
            if (c == '$') {
                grow(out, readVariable());
            } else {
                out.append(readMaybeEscaped());
            }
        }
        throw new IllegalArgumentException("unexpected end of statement while looking for matching double-quote");
    }

    private String readText() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            if (text.charAt(at) == '$') {
                grow(out, readVariable());
            } else {
                out.append(readMaybeEscaped());
            }
        }
        return out.toString();
    }

    /** Between double quotes only a quote, a dollar and the escape itself can be escaped. */
    private String readMaybeEscaped() {
        char c = text.charAt(at++);
        if (c == escape
                && at < text.length()
                && (text.charAt(at) == '"' || text.charAt(at) == '$' || text.charAt(at) == escape)) {
            return String.valueOf(text.charAt(at++));
        }
        return String.valueOf(c);
    }

    private void grow(StringBuilder out, String value) {
        if (out.length() + value.length() > longest) {
            throw new IllegalArgumentException(
                    "it is longer than " + longest + " characters with its variables replaced");
        }
        out.append(value);
    }

    private String readVariable() {
        at++;
        if (at < text.length() && text.charAt(at) == '{') {
            at++;
            if (++depth > DEEPEST) {
                throw new IllegalArgumentException("substitutions are nested more than " + DEEPEST + " deep");
            }
            String value = readBraced();
            depth--;
            return value;
        }
        String name = readName();
        if (name.isEmpty()) {
            return "$";
        }
        return orEmpty(variables.apply(name));
    }

    private String readName() {
        int start = at;
        if (at < text.length() && "@*#?-$!0123456789".indexOf(text.charAt(at)) >= 0) {
            // Positional and special parameters of a shell: a name of one character, never set here.
            at++;
            return text.substring(start, at);
        }
        while (at < text.length() && (isNameCharacter(text.charAt(at)))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNameCharacter(char c) {
        return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }

    private String readBraced() {
        String name = readName();
        if (at >= text.length()) {
            throw new IllegalArgumentException("syntax error: missing '}'");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    text.charAt(at) == '}'
                            ? "syntax error: bad substitution"
                            : "syntax error: bad substitution near '" + text.charAt(at) + "'");
        }
        String value = variables.apply(name);
        char c = text.charAt(at++);
        return switch (c) {
            case '}' -> orEmpty(value);
            case ':' -> readModifier(name, value == null || value.isEmpty() ? null : value);
            case '-', '+', '?' -> {
                at--;
                yield readModifier(name, value);
            }
            case '#', '%' -> readTrim(c, orEmpty(value));
            case '/' -> readReplacement(orEmpty(value));
            default -> throw new IllegalArgumentException("unsupported modifier (" + c + ") in substitution");
        };
    }

    /** @param value null when the variable counts as not set */
    private String readModifier(String name, @Nullable String value) {
        if (at >= text.length()) {
            throw new IllegalArgumentException("syntax error: missing '}'");
        }
        char modifier = text.charAt(at++);
        String word = readClosed();
        return switch (modifier) {
            case '-' -> value == null ? word : value;
            case '+' -> value == null ? "" : word;
            case '?' -> {
                if (value == null) {
                    throw new IllegalArgumentException(
                            name + ": " + (word.isEmpty() ? "is not allowed to be unset" : word));
                }
                yield value;
            }
            default -> throw new IllegalArgumentException("unsupported modifier (" + modifier + ") in substitution");
        };
    }

    private String readTrim(char side, String value) {
        boolean longest = at < text.length() && text.charAt(at) == side;
        if (longest) {
            at++;
        }
        ShellPattern pattern = new ShellPattern(readRaw('}'));
        expect('}');
        return side == '#' ? pattern.trimStart(value, longest) : pattern.trimEnd(value, longest);
    }

    private String readReplacement(String value) {
        boolean all = at < text.length() && text.charAt(at) == '/';
        if (all) {
            at++;
        }
        ShellPattern pattern = new ShellPattern(readRaw('/'));
        expect('/');
        return pattern.replace(value, readClosed(), all);
    }

    /** Text up to {@code end}, variables in it not replaced: the pattern of a substitution. */
    private String readRaw(char end) {
        int start = at;
        while (at < text.length() && text.charAt(at) != end && text.charAt(at) != '}') {
            at += text.charAt(at) == escape ? 2 : 1;
        }
        at = Math.min(at, text.length());
        return text.substring(start, at);
    }

    private String readClosed() {
        String word = readUntil('}');
        expect('}');
        return word;
    }

    private void expect(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw new IllegalArgumentException("syntax error: missing '" + c + "' in substitution");
        }
        at++;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
