package dev.slipway.host.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Cuts a line at blanks outside quotes; quotes and escapes stay in the words. */
final class Words {
    private Words() {}

    static List<String> split(String line, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                flush(word, words);
                continue;
            }
            word.append(c);
            if (c == escape && quote != '\'' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Without the quotes around or inside, as for a here-document's delimiter. */
    static String unquote(String word) {
        return word.replace("'", "").replace("\"", "");
    }
}
