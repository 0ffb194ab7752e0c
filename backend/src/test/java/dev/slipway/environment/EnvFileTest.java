package dev.slipway.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files of variables, as people have them. */
class EnvFileTest {

    @Test
    void everyUsualFormOfALineIsRead() {
        // Given
        String file = """
                # a remark

                PLAIN=value with spaces   # and a remark
                export EXPORTED = trimmed
                EMPTY=
                HASH=a#b
                SINGLE='$HOME is "literal" \\n'
                DOUBLE="a \\"b\\" \\$c \\\\ \\n d"
                LINES="first
                second"
                URL=postgres://u:p=1@h/db?x='y'
                """;

        // When
        Map<String, String> values = EnvFile.parse(file.replace("\n", "\r\n"));

        // Then
        assertEquals(
                Map.of(
                        "PLAIN", "value with spaces",
                        "EXPORTED", "trimmed",
                        "EMPTY", "",
                        "HASH", "a#b",
                        "SINGLE", "$HOME is \"literal\" \\n",
                        "DOUBLE", "a \"b\" $c \\ \n d",
                        "LINES", "first\nsecond",
                        "URL", "postgres://u:p=1@h/db?x='y'"),
                values);
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        // Given
        List<VariableEntry> entries = List.of(
                new VariableEntry("A", "simple", false),
                new VariableEntry("B", "with \"quotes\", $dollar, \\ and\ntwo lines", false),
                new VariableEntry("C", "", false),
                new VariableEntry("D", null, true));

        // When
        Map<String, String> again = EnvFile.parse(EnvFile.of(entries));

        // Then
        assertEquals(Map.of("A", "simple", "B", "with \"quotes\", $dollar, \\ and\ntwo lines", "C", ""), again);
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        // When
        Problem refused = assertThrows(Problem.class, () -> EnvFile.parse("A=1\nB='open\nC"));

        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("line 2"), refused.getMessage());
    }
}
