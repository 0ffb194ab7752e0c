package dev.slipway.host.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
    @ParameterizedTest
    @CsvSource({
        "f=1,true",
        "f=true,true",
        "f=True,true",
        "f=on,true",
        "f=0,false",
        "f=no,false",
        "f=false,false",
        "f=none,false",
        "f=,false",
        "f,false",
        "g=1,false"
    })
    void flagsFollowDockersRules(String raw, boolean expected) {
        // Given / When
        Query query = Query.parse(raw);
        // Then
        assertEquals(expected, query.flag("f"));
    }

    @Test
    void valuesAreDecodedAndKeptInOrder() {
        // Given / When
        Query query = Query.parse("names=a%3A1&names=b&changes=CMD+x&empty=");
        // Then
        assertEquals(List.of("a:1", "b"), query.all("names"));
        assertEquals("CMD x", query.text("changes"));
        assertNull(query.text("empty"));
    }

    @Test
    void aNumberThatIsNoneIsTheCallersMistake() {
        // Given
        Query query = Query.parse("t=soon");
        // When
        EngineException refused = assertThrows(EngineException.class, () -> query.number("t", 0));
        // Then
        assertEquals("invalid value 'soon' for 't': must be a whole number", refused.getMessage());
    }
}
