package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console's host and the apps' domain are two sites to a browser, or the control plane does not start. */
class S11SitesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://console.example.org       | apps.example.net
            https://example.org               | example.net
            https://slipway.example.co.uk     | apps-of-example.co.uk
            https://me.github.io              | you.github.io
            https://me.example.org            | github.io
            http://localhost:8080             | localhost
            http://127.0.0.1:8080             | localhost
            http://[::1]:8080                 | localhost
            http://192.0.2.7:8080             | apps.example.org
            http://slipway:8080               | apps.internal
            """)
    void twoSitesAreFine(String console, String apps) {
        assertDoesNotThrow(() -> Sites.requireApart(console, apps));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://console.apps.example.net  | apps.example.net    | lies under the apps domain
            https://console.github.io         | github.io           | lies under the apps domain
            https://console.localhost         | localhost           | lies under the apps domain
            https://Console.Example.Org       | apps.example.org    | ("example.org")
            https://example.org               | apps.example.org    | ("example.org")
            https://example.org               | example.org         | ("example.org")
            https://console.example.co.uk     | apps.example.co.uk  | ("example.co.uk")
            https://slipway.corp.internal     | apps.corp.internal  | ("corp.internal")
            """)
    void oneSiteIsRefusedWithWhatToSet(String console, String apps, String why) {
        // When
        String said = String.valueOf(assertThrows(IllegalStateException.class, () -> Sites.requireApart(console, apps))
                .getMessage());

        // Then
        assertTrue(said.contains(why), said);
        assertTrue(said.contains("set SLIPWAY_APPS_DOMAIN to a domain that is registered apart"), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            not-an-address           | localhost        | SLIPWAY_PUBLIC_URL
            https://example.org      | apps example.net | SLIPWAY_APPS_DOMAIN
            https://example.org      | *.example.net    | SLIPWAY_APPS_DOMAIN
            """)
    void whatIsNoAddressIsNamed(String console, String apps, String setting) {
        // When
        String said = String.valueOf(assertThrows(IllegalStateException.class, () -> Sites.requireApart(console, apps))
                .getMessage());

        // Then
        assertTrue(said.contains("set " + setting), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            a.b.example.org | example.org
            b.example.co.uk | example.co.uk
            co.uk           | none
            a.b.localhost   | b.localhost
            localhost       | none
            10.0.0.1        | none
            """)
    void theRegistrableDomainIsTheOneThatBrowsersSee(String host, String expected) {
        assertEquals(Optional.ofNullable(expected), Sites.registrable(host));
    }
}
