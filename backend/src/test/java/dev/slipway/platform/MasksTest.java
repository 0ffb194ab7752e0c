package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hiding secrets in text. */
class MasksTest {

    private final Masks masks = Masks.of(
            List.of("s3cr3t-canary", "canary-and-more", "pass word/1\"x", "-----KEY-----\nline two of it\n", "true"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing to hide             | nothing to hide",
                "a s3cr3t-canary b           | a •••••• b",
                "s3cr3t-canarys3cr3t-canary  | ••••••••••••",
                "s3cr3t-canary-and-more!     | ••••••!",
                "czNjcjN0LWNhbmFyeQ==        | ••••••==",
                "?p=pass+word%2F1%22x&q      | ?p=••••••&q",
                "{p:pass word/1\\\"x}        | {p:••••••}",
                "> line two of it <          | > •••••• <",
                "it is true                  | it is true",
                "s3cr3t-canar                | s3cr3t-canar"
            })
    void secretsAreHiddenInWhateverFormTheyWereWritten(String text, String shown) {
        assertEquals(shown, masks.hide(text));
    }

    @Test
    void theBeginningOfASecretAtTheEndOfACutLineIsHidden() {
        assertEquals("it is ••••••", masks.hide("it is s3cr3t-ca", true));
        assertEquals("it is s3", masks.hide("it is s3", true));
    }
}
