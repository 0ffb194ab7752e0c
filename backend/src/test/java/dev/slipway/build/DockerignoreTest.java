package dev.slipway.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files go into a context. */
class DockerignoreTest {

    @ParameterizedTest
    @CsvSource({
        "node_modules, node_modules/a/b.js, false",
        "node_modules, src/node_modules/a.js, true",
        "**/node_modules, src/node_modules/a.js, false",
        "*.md, README.md, false",
        "*.md, docs/README.md, true",
        "**/*.md, docs/deep/README.md, false",
        "/target/, target/x, false",
        "a?c, abc, false",
        "a?c, a/c, true",
        "a.c, abc, true",
        "# comment, comment, true",
        "'*\n!keep', keep, true",
        "'*\n!keep', keep/x, true",
        "'*\n!keep', other, false",
        "'docs\n!docs/index.md', docs/index.md, true",
        "'docs\n!docs/index.md', docs/other.md, false",
        "., anything, true"
    })
    void theLastFittingPatternDecides(String text, String path, boolean kept) {
        assertEquals(kept, Dockerignore.parse(text).test(path));
    }
}
