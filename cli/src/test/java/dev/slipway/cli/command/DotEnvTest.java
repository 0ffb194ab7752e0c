package dev.slipway.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=1                 | 1",
                "export A=1          | 1",
                "A = 1               | 1",
                "A=a b  # comment    | a b",
                "A=a#b               | a#b",
                "A='a \\n # b'       | a \\n # b",
                "A=\"x \\\"y\\\" z\" | x \"y\" z",
                "A=\"tail\" # c      | tail",
                "A=$HOME             | $HOME",
                "A=x=y               | x=y",
            })
    void aLineHasOneValue(String line, String value) {
        assertEquals(List.of(new Assignment("A", value, false)), DotEnv.parse(line, false));
    }

    @Test
    void linesAreReadInOrderAndCommentsLeftOut() {
        // When
        List<Assignment> read = DotEnv.parse("# head\n\nA=1\n  # in between\nB=\"x\\ny\"\nEMPTY=\n", true);

        // Then
        assertEquals(
                List.of(
                        new Assignment("A", "1", true),
                        new Assignment("B", "x\ny", true),
                        new Assignment("EMPTY", "", true)),
                read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1\nnothing", "A=1\n=2", "A=1\nB='x", "A=1\nB=\"x\\\""})
    void aBrokenLineIsNamedByItsNumber(String text) {
        // When
        Failure failure = assertThrows(Failure.class, () -> DotEnv.parse(text, false));

        // Then
        assertEquals("line 2", failure.sentence().substring(0, 6));
        assertEquals(ExitCode.DATA, failure.code());
    }
}
