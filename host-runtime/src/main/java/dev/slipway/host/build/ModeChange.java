package dev.slipway.host.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Permissions as {@code --chmod} gives them: an octal number, or symbols as chmod(1) takes them ({@code u=rwX,go-w}).
 *
 * @param clauses applied in order; none for an octal number
 */
record ModeChange(int octal, List<Clause> clauses) {
    private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)([-+=])([rwxXst]*)");
    private static final int MOST_MODE = 07777;
    private static final int ANY_EXECUTES = 0111;

    /** @param permissions letters out of {@code rwxXst} */
    record Clause(String who, char operation, String permissions) {}

    /** @throws IllegalArgumentException when it is neither */
    static ModeChange parse(String text) {
        if (text.matches("[0-7]{1,5}") && Integer.parseInt(text, 8) <= MOST_MODE) {
            return new ModeChange(Integer.parseInt(text, 8), List.of());
        }
        List<Clause> clauses = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            Matcher matcher = CLAUSE.matcher(clause);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text);
            }
            clauses.add(new Clause(
                    matcher.group(1).isEmpty() ? "a" : matcher.group(1),
                    matcher.group(2).charAt(0),
                    matcher.group(3)));
        }
        return new ModeChange(0, List.copyOf(clauses));
    }

    /** The permissions of something that had {@code before}. */
    int apply(int before, boolean folder) {
        int mode = clauses.isEmpty() ? octal : before;
        for (Clause clause : clauses) {
            int bits = bits(clause, folder || (before & ANY_EXECUTES) != 0);
            mode = switch (clause.operation) {
                case '+' -> mode | bits;
                case '-' -> mode & ~bits;
                default -> (mode & ~all(clause.who)) | bits;
            };
        }
        return mode;
    }

    private static int bits(Clause clause, boolean executes) {
        boolean all = clause.who.contains("a");
        boolean user = all || clause.who.contains("u");
        boolean group = all || clause.who.contains("g");
        int each = 0;
        int special = 0;
        for (char c : clause.permissions.toCharArray()) {
            switch (c) {
                case 'r' -> each |= 4;
                case 'w' -> each |= 2;
                case 'x' -> each |= 1;
                case 'X' -> each |= executes ? 1 : 0;
                case 's' -> special |= (user ? 04000 : 0) | (group ? 02000 : 0);
                default -> special |= 01000;
            }
        }
        return spread(each, clause.who) | special;
    }

    private static int all(String who) {
        boolean all = who.contains("a");
        return spread(7, who)
                | (all || who.contains("u") ? 04000 : 0)
                | (all || who.contains("g") ? 02000 : 0)
                | (all ? 01000 : 0);
    }

    private static int spread(int bits, String who) {
        boolean all = who.contains("a");
        return (all || who.contains("u") ? bits << 6 : 0)
                | (all || who.contains("g") ? bits << 3 : 0)
                | (all || who.contains("o") ? bits : 0);
    }
}
