package dev.slipway.e2e.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/security.md claims only what a test class of this tree proves. */
class SecurityTableTest {
    private static final int PROPERTIES = 28;
    private static final Path DOCUMENT = SourceTree.root().resolve("docs/security.md");
    private static final Pattern TEST = Pattern.compile("\\[(\\w+Test)]\\(([^)]+)\\)");
    private static final Pattern ESCAPE = Pattern.compile("(?:CVE|GHSA)-[\\w-]+");

    @Test
    void everyPropertyHasARowThatIsProvedOrSaysWhatIsMissing() {
        // Given
        List<String[]> rows = rows("| S");
        List<String> wrong = new ArrayList<>();
        // When
        for (String[] row : rows) {
            boolean held = row[3].equals("✓");
            boolean proved = TEST.matcher(row[4]).find();
            boolean honest = held ? proved && !row[4].contains("missing") : row[4].matches(".*(missing|no such).*");
            if (!honest) {
                wrong.add(row[1]);
            }
        }
        // Then
        assertEquals(
                IntStream.rangeClosed(1, PROPERTIES).mapToObj(n -> "S" + n).toList(),
                rows.stream().map(row -> row[1]).toList());
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyTestNamedIsThere() {
        Matcher test = TEST.matcher(SourceTree.read(DOCUMENT));
        int seen = 0;
        while (test.find()) {
            Path file = DOCUMENT.resolveSibling(test.group(2));
            assertTrue(Files.isRegularFile(file), test.group(2));
            assertTrue(SourceTree.read(file).contains("class " + test.group(1)), test.group(2));
            seen++;
        }
        assertTrue(seen > PROPERTIES, "only " + seen + " tests are named");
    }

    @Test
    void everyEscapeIsTriedByTheTestThatItsRowNames() {
        List<String[]> rows = new ArrayList<>(rows("| CVE-"));
        rows.addAll(rows("| GHSA-"));
        for (String[] row : rows) {
            Matcher test = TEST.matcher(row[2]);
            assertTrue(test.find(), row[1]);
            String source = plain(SourceTree.read(DOCUMENT.resolveSibling(test.group(2))));
            ESCAPE.matcher(row[1])
                    .results()
                    .forEach(id -> assertTrue(source.contains(plain(id.group())), id.group() + " in " + test.group(1)));
        }
        assertTrue(rows.size() > 15, "only " + rows.size() + " rows");
    }

    /** The cells of the table rows that begin so. */
    private static List<String[]> rows(String start) {
        return SourceTree.lines(DOCUMENT).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.split("\\s*\\|\\s*", -1))
                .toList();
    }

    /** Method names have no hyphens. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
