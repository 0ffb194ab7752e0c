package dev.slipway.host.build.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern over text, matched by following all its positions at once: time grows with pattern × text whatever a tenant
 * writes, where a backtracking regular expression would not end.
 *
 * <p>Three dialects: Go's filepath.Match ({@link #path}), the same with {@code **} for .dockerignore ({@link #ignore}), and
 * a shell's ({@link #shell}), whose wildcards also match slashes.
 */
public final class Glob {
    /** Longest pattern taken; .dockerignore lines and COPY sources are far shorter. */
    private static final int LONGEST = 4096;

    private final List<Token> tokens;

    private Glob(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** One position of the pattern. */
    private sealed interface Token {
        /** A character, or one of a set. */
        record One(CharSet set) implements Token {}

        /** {@code *}. */
        record Many(CharSet set) implements Token {}

        /** {@code **}{@code /}: nothing, or anything that ends in a slash. Always followed by {@link InFolders}. */
        record Folders() implements Token {}

        /** Inside the text that {@link Folders} matches. */
        record InFolders() implements Token {}
    }

    private interface CharSet {
        boolean has(char c);
    }

    private static final CharSet ANY = c -> true;
    private static final CharSet NO_SLASH = c -> c != '/';

    /** @throws IllegalArgumentException for a bracket that is not closed or a trailing backslash */
    public static Glob path(String pattern) {
        return new Reader(pattern, NO_SLASH, false).read();
    }

    /** @throws IllegalArgumentException for a bracket that is not closed or a trailing backslash */
    public static Glob ignore(String pattern) {
        return new Reader(pattern, NO_SLASH, true).read();
    }

    static Glob shell(String pattern) {
        return new Reader(pattern, ANY, false).read();
    }

    /** Whether {@code text} has a wildcard of {@link #path}. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0 || text.indexOf('\\') >= 0;
    }

    public boolean matches(String text) {
        BitSet states = start();
        for (int i = 0; i < text.length() && !states.isEmpty(); i++) {
            states = step(states, text.charAt(i));
        }
        return states.get(tokens.size());
    }

    /** Length of the prefix of {@code text} that matches: the shortest or the longest; -1 when none does. */
    int prefix(String text, boolean longest) {
        BitSet states = start();
        int found = -1;
        for (int i = 0; !states.isEmpty(); i++) {
            if (states.get(tokens.size())) {
                found = i;
            }
            if (i == text.length() || (found >= 0 && !longest)) {
                break;
            }
            states = step(states, text.charAt(i));
        }
        return found;
    }

    private BitSet start() {
        BitSet states = new BitSet(tokens.size() + 1);
        enter(states, 0);
        return states;
    }

    /** Adds position {@code i} and those reached from it without reading a character. */
    private void enter(BitSet states, int i) {
        if (states.get(i)) {
            return;
        }
        states.set(i);
        if (i == tokens.size()) {
            return;
        }
        switch (tokens.get(i)) {
            case Token.Many many -> enter(states, i + 1);
            case Token.Folders folders -> {
                enter(states, i + 1);
                enter(states, i + 2);
            }
            case Token.One one -> {}
            case Token.InFolders inFolders -> {}
        }
    }

    private BitSet step(BitSet states, char c) {
        BitSet after = new BitSet(tokens.size() + 1);
        for (int i = states.nextSetBit(0); i >= 0 && i < tokens.size(); i = states.nextSetBit(i + 1)) {
            switch (tokens.get(i)) {
                case Token.One one when one.set().has(c) -> enter(after, i + 1);
                case Token.Many many when many.set().has(c) -> enter(after, i);
                case Token.InFolders inFolders -> {
                    enter(after, i);
                    if (c == '/') {
                        enter(after, i + 1);
                    }
                }
                case Token.One one -> {}
                case Token.Many many -> {}
                case Token.Folders folders -> {}
            }
        }
        return after;
    }

    /** Reads a pattern's text. */
    private static final class Reader {
        private final String text;
        private final CharSet wildcard;
        private final boolean doubleStar;
        private final List<Token> tokens = new ArrayList<>();
        private int at;

        Reader(String text, CharSet wildcard, boolean doubleStar) {
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException("pattern longer than " + LONGEST + " characters");
            }
            this.text = text;
            this.wildcard = wildcard;
            this.doubleStar = doubleStar;
        }

        Glob read() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '*' -> readStar();
                    case '?' -> tokens.add(new Token.One(wildcard));
                    case '[' -> readClass();
                    default -> addLiteral(c == '\\' ? escaped() : c);
                }
            }
            return new Glob(List.copyOf(tokens));
        }

        private void readStar() {
            if (!doubleStar || at >= text.length() || text.charAt(at) != '*') {
                tokens.add(new Token.Many(wildcard));
                return;
            }
            at++;
            if (at < text.length() && text.charAt(at) == '/') {
                at++;
            }
            if (at >= text.length()) {
                tokens.add(new Token.Many(ANY));
            } else {
                tokens.add(new Token.Folders());
                tokens.add(new Token.InFolders());
            }
        }

        private void readClass() {
            boolean negated = at < text.length() && text.charAt(at) == '^';
            if (negated) {
                at++;
            }
            StringBuilder ranges = new StringBuilder();
            do {
                char low = classCharacter();
                char high = low;
                if (at < text.length() && text.charAt(at) == '-') {
                    at++;
                    high = classCharacter();
                }
                ranges.append(low).append(high);
            } while (at < text.length() && text.charAt(at) != ']');
            expectMore();
            at++;
            String pairs = ranges.toString();
            CharSet outer = wildcard;
            tokens.add(new Token.One(c -> outer.has(c) && inRanges(pairs, c) != negated));
        }

        private static boolean inRanges(String pairs, char c) {
            for (int i = 0; i < pairs.length(); i += 2) {
                if (pairs.charAt(i) <= c && c <= pairs.charAt(i + 1)) {
                    return true;
                }
            }
            return false;
        }

        private char classCharacter() {
            expectMore();
            char c = text.charAt(at++);
            if (c == ']' || c == '-') {
                throw new IllegalArgumentException("syntax error in pattern");
            }
            return c == '\\' ? escaped() : c;
        }

        private char escaped() {
            expectMore();
            return text.charAt(at++);
        }

        private void expectMore() {
            if (at >= text.length()) {
                throw new IllegalArgumentException("syntax error in pattern");
            }
        }

        private void addLiteral(char literal) {
            tokens.add(new Token.One(c -> c == literal));
        }
    }
}
