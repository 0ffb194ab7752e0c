package dev.slipway.host.build.dockerfile;

import java.util.List;

/** "did you mean" for a mistyped instruction. */
final class Suggestion {
    private static final List<String> NAMES = List.of(
            "FROM",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "ARG",
            "LABEL",
            "WORKDIR",
            "USER",
            "EXPOSE",
            "ENTRYPOINT",
            "CMD",
            "VOLUME",
            "SHELL",
            "HEALTHCHECK",
            "STOPSIGNAL",
            "ONBUILD",
            "MAINTAINER");
    /** Two edits cover a swapped pair and a doubled letter; more would suggest unrelated words. */
    private static final int MOST_EDITS = 2;

    private Suggestion() {}

    /** {@code " (did you mean RUN?)"}, or "" when nothing is near. */
    static String of(String name) {
        return NAMES.stream()
                .filter(known -> edits(name, known) <= Math.min(MOST_EDITS, known.length() - 1))
                .min((a, b) -> Integer.compare(edits(name, a), edits(name, b)))
                .map(known -> " (did you mean " + known + "?)")
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
