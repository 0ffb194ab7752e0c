package dev.slipway.host.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of docs/docker-api-differences.md. */
public final class Differences {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z ]+) \\| (.*) \\|");

    private Differences() {}

    /**
     * @param subject an operation such as {@code GET /info}, or a field
     * @param how "served", "differs", "refused", "ours"; of fields "honoured", "refused", "ignored"
     */
    public record Row(String subject, String how, String note) {
        public boolean isOperation() {
            return subject.contains(" /");
        }
    }

    public static List<Row> rows() {
        Path file = Path.of(System.getProperty("user.dir")).resolveSibling("docs/docker-api-differences.md");
        List<Row> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    rows.add(new Row(row.group(1), row.group(2), row.group(3).strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** Lines of a list kept beside the tests. */
    public static List<String> list(String name) {
        try (var in = Differences.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("there is no list " + name);
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
