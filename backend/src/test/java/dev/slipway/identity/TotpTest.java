package dev.slipway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes by the clock, against the published vectors. */
class TotpTest {

    /** "12345678901234567890", the secret of RFC 6238, appendix B. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** The last six of the appendix's eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void theVectorsOfTheStandardAreMet(long second, String code) {
        assertEquals(code, Totp.code(SECRET, second / 30));
    }

    @Test
    void aCodeIsRightOneStepBeforeAndAfterItsOwnAndNotFurtherAway() {
        // Given
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        String code = Totp.code(SECRET, now.getEpochSecond() / 30);

        // When
        StringBuilder accepted = new StringBuilder();
        for (int away = -2; away <= 2; away++) {
            OptionalLong step = Totp.step(SECRET, code, now.plusSeconds(30L * away));
            accepted.append(step.isPresent() ? 'y' : 'n');
        }

        // Then
        assertEquals("nyyyn", accepted.toString());
    }

    @Test
    void secretsDifferAndTheirAddressNamesIssuerAndAccount() {
        // Given
        String secret = Totp.newSecret();

        // When
        String uri = Totp.uri("Slipway", "ada lovelace@example.org", secret);

        // Then
        assertTrue(!secret.equals(Totp.newSecret()) && secret.matches("[A-Z2-7]{32}"), secret);
        assertEquals(
                "otpauth://totp/Slipway:ada%20lovelace%40example.org?secret=" + secret
                        + "&issuer=Slipway&algorithm=SHA1&digits=6&period=30",
                uri);
    }
}
