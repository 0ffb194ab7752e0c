package dev.slipway.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The lines of a recording. */
class CastTest {

    @Test
    void theHeadIsOneLineOfVersionTwo() {
        assertEquals(
                "{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1700000000,\"title\":\"a \\\"b\\\"\","
                        + "\"env\":{\"TERM\":\"xterm-256color\"}}\n",
                Cast.head(80, 24, Instant.ofEpochSecond(1_700_000_000), "a \"b\""));
    }

    @Test
    void aLetterWhoseBytesComeInTwoPiecesIsOneLetter() {
        // Given
        Cast cast = new Cast(true);
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);

        // When
        String first = cast.output(Duration.ofMillis(250), new byte[] {'a', euro[0]});
        String nothing = cast.output(Duration.ofMillis(300), new byte[] {euro[1]});
        String rest = cast.output(Duration.ofMillis(1_500), new byte[] {euro[2], '\n'});

        // Then
        assertEquals("[0.25,\"o\",\"a\"]\n", first);
        assertEquals("", nothing);
        assertEquals("[1.5,\"o\",\"€\\n\"]\n", rest);
    }

    @Test
    void whatIsNoTextIsShownAsTerminalsShowIt() {
        assertEquals("[0.0,\"o\",\"\uFFFDx\\u001B[0m\"]\n", new Cast(true).output(Duration.ZERO, new byte[] {
                    (byte) 0xff, 'x', 27, '[', '0', 'm'
                }));
    }

    @Test
    void linesOfAProgramWithoutATerminalBeginAtTheFirstColumn() {
        assertEquals(
                "[0.0,\"o\",\"a\\r\\nb\\r\\n\"]\n",
                new Cast(false).output(Duration.ZERO, "a\nb\r\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aNewSizeIsAnEvent() {
        assertEquals("[2.000001,\"r\",\"120x40\"]\n", new Cast(true).resized(Duration.ofNanos(2_000_001_000), 120, 40));
    }
}
