package dev.slipway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory as people write it. */
class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({
        "256m, 268435456",
        "2GB, 2147483648",
        "0.5g, 536870912",
        "1 GiB, 1073741824",
        "64k, 65536",
        "134217728, 134217728",
        "512MiB, 536870912"
    })
    void usualFormsAreUnderstood(String text, long bytes) {
        assertEquals(bytes, MemorySize.parse(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1m", "1x", "1e9", "256mm", "; rm", "99999999999999t", "0x10"})
    void otherTextIsNoSize(String text) {
        assertTrue(MemorySize.parse(text).isEmpty());
    }
}
