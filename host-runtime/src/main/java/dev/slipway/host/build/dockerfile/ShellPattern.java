package dev.slipway.host.build.dockerfile;

/** What {@code ${a#pattern}} and its kin do with a shell's pattern. */
final class ShellPattern {
    /** Longest value worked on, in characters: each position of it may have to be tried. */
    private static final int LONGEST_VALUE = 4096;

    private final Glob glob;

    ShellPattern(String pattern) {
        this.glob = Glob.shell(pattern);
    }

    String trimStart(String value, boolean longest) {
        int length = glob.prefix(bounded(value), longest);
        return length < 0 ? value : value.substring(length);
    }

    String trimEnd(String value, boolean longest) {
        bounded(value);
        for (int i = 0; i <= value.length(); i++) {
            int start = longest ? i : value.length() - i;
            if (glob.matches(value.substring(start))) {
                return value.substring(0, start);
            }
        }
        return value;
    }

    String replace(String value, String replacement, boolean all) {
        bounded(value);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            int length = glob.prefix(value.substring(at), true);
            if (length <= 0) {
                out.append(value.charAt(at++));
                continue;
            }
            out.append(replacement);
            at += length;
            if (!all) {
                break;
            }
        }
        return out.append(value, at, value.length()).toString();
    }

    private static String bounded(String value) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "value longer than " + LONGEST_VALUE + " characters in a pattern substitution");
        }
        return value;
    }
}
