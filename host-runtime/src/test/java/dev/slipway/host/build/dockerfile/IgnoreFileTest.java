package dev.slipway.host.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreFileTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    target              | target              | true
                    target              | target/classes/A    | true
                    target              | src/target          | false
                    /target/            | target/x            | true
                    ./target            | target              | true
                    a/../b              | b                   | true
                    *.md                | README.md           | true
                    *.md                | docs/README.md      | false
                    **/*.md             | docs/a/README.md    | true
                    **/*.md             | README.md           | true
                    */temp*             | a/temporary         | true
                    */temp*             | temporary           | false
                    */*/temp*           | a/b/temp            | true
                    temp?               | tempa               | true
                    temp?               | temp                | false
                    **                  | anything/at/all     | true
                    docs/**             | docs/a/b            | true
                    docs/**             | docs                | false
                    **/node_modules     | a/b/node_modules/c  | true
                    **/node_modules     | my_node_modules     | false
                    a/**/z              | a/z                 | true
                    a/**/z              | a/b/c/z             | true
                    [a-c]x              | bx                  | true
                    [a-c]x              | dx                  | false
                    [^a-c]x             | dx                  | true
                    a.b                 | axb                 | false
                    a+(b)               | a+(b)               | true
                    # comment           | # comment           | false
                    .                   | a                   | false
                    .git                | .gitignore          | false
                    """)
    void oneRule(String rule, String path, boolean ignored) {
        assertEquals(ignored, IgnoreFile.parse(rule).ignores(path), rule + " on " + path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *.md,!README.md                 | README.md    | false
                    *.md,!README.md                 | NOTES.md     | true
                    *.md,!README*.md,README-no.md   | README-no.md | true
                    *.md,README-no.md,!README*.md   | README-no.md | false
                    *,!src                          | src/a/b      | false
                    *,!src                          | other        | true
                    *,!src,src/secret               | src/secret/k | true
                    docs,!docs/keep.txt             | docs/keep.txt | false
                    docs,!docs/keep.txt             | docs/x.txt   | true
                    """)
    void theLastRuleThatMatchesDecides(String rules, String path, boolean ignored) {
        assertEquals(ignored, IgnoreFile.parse(rules.replace(',', '\n')).ignores(path));
    }

    @Test
    void aPatternThatCannotBeReadIsNamed() {
        EngineException e = assertThrows(EngineException.class, () -> IgnoreFile.parse("a\n[x"));
        assertEquals("error in .dockerignore pattern '[x': syntax error in pattern", e.getMessage());
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        // Given
        IgnoreFile file = IgnoreFile.parse("**/*a*a*a*a*a*a*a*a*a*a*a*a*a*b");
        String path = "a/".repeat(500) + "a".repeat(1000);

        // When
        boolean ignored = Assertions.assertTimeout(Duration.ofSeconds(10), () -> file.ignores(path));

        // Then
        assertTrue(!ignored);
    }
}
