package dev.slipway.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a reader is in the output of several instances. */
class LogCursorTest {

    private static final String ONE = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);

    @Test
    void aLineIsNewOnceAndTheTextTellsHowFarEachInstanceIs() {
        // Given
        LogCursor cursor = LogCursor.parse(null);

        // When
        boolean first = cursor.advance(ONE, "1700000000.000000001");
        boolean again = cursor.advance(ONE, "1700000000.000000001");
        boolean older = cursor.advance(ONE, "1699999999.999999999");
        boolean other = cursor.advance(OTHER, "1700000000.000000001");

        // Then
        assertEquals("true false false true", first + " " + again + " " + older + " " + other);
        assertEquals("aaaaaaaaaaaa:1700000000.000000001,bbbbbbbbbbbb:1700000000.000000001", cursor.toString());
    }

    @Test
    void theTextReadsBackAndNonsenseIsTheBeginning() {
        // Given
        String text = "aaaaaaaaaaaa:1700000000.000000001";

        // When
        LogCursor cursor = LogCursor.parse(text);
        LogCursor nonsense = LogCursor.parse("../etc; drop");

        // Then
        assertFalse(cursor.advance(ONE, "1700000000.000000001"));
        assertTrue(nonsense.isStart());
    }

    @Test
    void instancesThatAreGoneAreForgotten() {
        // Given
        LogCursor cursor = LogCursor.parse("aaaaaaaaaaaa:1700000000.000000001,bbbbbbbbbbbb:1700000000.000000001");

        // When
        cursor.keepOnly(List.of(OTHER));

        // Then
        assertEquals("bbbbbbbbbbbb:1700000000.000000001", cursor.toString());
    }
}
