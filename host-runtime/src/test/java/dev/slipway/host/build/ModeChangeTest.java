package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChangeTest {
    @ParameterizedTest
    @CsvSource({
        "755, 0600, false, 0755",
        "04711, 0600, false, 4711",
        "'u=rwX,go=rX', 0600, false, 0644",
        "'u=rwX,go=rX', 0700, false, 0755",
        "'u=rwX,go=rX', 0600, true, 0755",
        "go-rwx, 0755, false, 0700",
        "+x, 0644, false, 0755",
        "a=r, 0777, false, 0444",
        "u+s, 0755, false, 4755",
        "'o=,g=', 0777, false, 0700",
        "+t, 0777, true, 1777"
    })
    void permissionsChangeAsChmodChangesThem(String change, String before, boolean folder, String after) {
        // Given / When
        int mode = ModeChange.parse(change).apply(Integer.parseInt(before, 8), folder);
        // Then
        assertEquals(Integer.parseInt(after, 8), mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "77777", "rwx", "u=q", "u=r,", "-1"})
    void whatChmodWouldNotTakeIsRefused(String change) {
        // Given / When / Then
        assertThrows(IllegalArgumentException.class, () -> ModeChange.parse(change));
    }
}
