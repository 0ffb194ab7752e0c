package dev.slipway.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;

/** Prints results to standard output, in the form that was asked for; what is said besides goes to standard error. */
public final class Printer {

    /** Forms of a result. */
    public enum Form {
        table,
        json
    }

    /** Letters a terminal acts upon: whatever the server passes on was written by somebody. */
    private static final String CONTROL = "[\\p{Cntrl}\u0080-\u009f]";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Form form;
    private final boolean quiet;
    private final Style style;

    /** A printer; {@code quiet} prints names alone, and nothing to standard error. */
    public Printer(PrintWriter out, PrintWriter err, Form form, boolean quiet, Style style) {
        this.out = out;
        this.err = err;
        this.form = form;
        this.quiet = quiet;
        this.style = style;
    }

    /** How it looks. */
    public Style style() {
        return style;
    }

    /** Whether programs read the result. */
    public boolean isJson() {
        return form == Form.json;
    }

    /** Whether only names and failures are wanted. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Prints a list; quietly only its first column. */
    public void list(List<JsonNode> rows, Column... columns) {
        if (form == Form.json) {
            line(Json.pretty(Json.array(rows)));
        } else if (quiet) {
            rows.forEach(row -> line(columns[0].value().apply(row)));
        } else {
            table(rows, columns);
        }
    }

    /** Prints one thing, a field a line; quietly only the first field. */
    public void one(JsonNode thing, Column... fields) {
        if (form == Form.json) {
            line(Json.pretty(thing));
        } else if (quiet) {
            line(fields[0].value().apply(thing));
        } else {
            int width = IntStream.range(0, fields.length)
                    .map(at -> fields[at].title().length())
                    .max()
                    .orElse(0);
            for (Column field : fields) {
                String value = harmless(field.value().apply(thing));
                if (!value.isEmpty()) {
                    line(style.faint(pad(field.title(), width)) + "  " + style.status(value));
                }
            }
        }
    }

    /** A line of a result as it is, for example of a log. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Something worth knowing that is no result. */
    public void note(String text) {
        if (!quiet) {
            err.println(harmless(text));
            err.flush();
        }
    }

    /** A text without letters that a terminal would act upon; tabs stay. */
    public static String harmless(String text) {
        return text.replaceAll("(?!\t)" + CONTROL, "\ufffd");
    }

    private void table(List<JsonNode> rows, Column... columns) {
        String[][] cells = rows.stream()
                .map(row -> IntStream.range(0, columns.length)
                        .mapToObj(at -> harmless(columns[at].value().apply(row)))
                        .toArray(String[]::new))
                .toArray(String[][]::new);
        int[] widths = IntStream.range(0, columns.length)
                .map(at -> width(cells, at, columns[at].title().length()))
                .toArray();
        StringBuilder head = new StringBuilder();
        for (int at = 0; at < columns.length; at++) {
            head.append(at + 1 == columns.length ? columns[at].title() : pad(columns[at].title(), widths[at]) + "  ");
        }
        line(style.bold(head.toString()));
        for (String[] row : cells) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < row.length; at++) {
                String blanks = at + 1 == row.length ? "" : " ".repeat(widths[at] - row[at].length() + 2);
                text.append(style.status(row[at])).append(blanks);
            }
            line(text.toString().stripTrailing());
        }
    }

    private static int width(String[][] cells, int column, int least) {
        int width = least;
        for (String[] row : cells) {
            width = Math.max(width, row[column].length());
        }
        return width;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
