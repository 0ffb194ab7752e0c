package dev.slipway.host.build.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    private static final Map<String, String> VARIABLES =
            Map.of("a", "one", "empty", "", "b_2", "two words", "path", "/usr/local/bin", "v", "1.2.3", "Big", "B");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    plain                | plain
                    $a                   | one
                    ${a}                 | one
                    x${a}y               | xoney
                    $ax                  | ~~
                    ${a}x                | onex
                    $a/$b_2              | one/two words
                    $Big$a               | Bone
                    \\$a                 | $a
                    \\\\$a               | \\one
                    '$a'                 | $a
                    "$a"                 | one
                    "\\$a"               | $a
                    "a\\b"               | a\\b
                    "it's"               | it's
                    'say "x"'            | say "x"
                    a\\ b                | a b
                    $                    | $
                    a$                   | a$
                    ${missing}           | ~~
                    ${missing:-d}        | d
                    ${empty:-d}          | d
                    ${empty-d}           | ~~
                    ${missing-d}         | d
                    ${a:-d}              | one
                    ${a:+d}              | d
                    ${empty:+d}          | ~~
                    ${empty+d}           | d
                    ${missing+d}         | ~~
                    ${missing:-$a}       | one
                    ${missing:-${empty:-x}} | x
                    ${missing:-"q r"}    | q r
                    ${a:?no}             | one
                    ${path#*/}           | usr/local/bin
                    ${path##*/}          | bin
                    ${path%/*}           | /usr/local
                    ${path%%/*}          | ~~
                    ${v%.*}              | 1.2
                    ${v%%.*}             | 1
                    ${v/./-}             | 1-2.3
                    ${v//./-}            | 1-2-3
                    ${v#x}               | 1.2.3
                    """)
    void replacesVariables(String word, String expected) {
        assertEquals(expected, Expansion.word(word, '\\', VARIABLES::get));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ${a             | missing '}'
                    ${              | missing '}'
                    ${}             | bad substitution
                    'a              | matching single-quote
                    "a              | matching double-quote
                    ${a!x}          | unsupported modifier (!)
                    ${a:x}          | unsupported modifier (x)
                    ${missing:?why} | missing: why
                    ${empty:?}      | empty: is not allowed to be unset
                    """)
    void saysWhatIsWrong(String word, String part) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Expansion.word(word, '\\', VARIABLES::get));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void theOtherEscapeCharacterLeavesBackslashesAlone() {
        assertEquals("c:\\x$a", Expansion.word("c:\\x`$a", '`', VARIABLES::get));
    }

    @Test
    void textKeepsItsQuotes() {
        assertEquals("say \"one\" 'one' $x\n", Expansion.text("say \"$a\" '${a}' \\$x\n", '\\', VARIABLES::get));
    }
}
