package dev.slipway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.ws.rs.core.NewCookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers demand of a {@code __Host-} cookie (RFC 6265bis, section 4.1.3.2), and that the session's is one. */
class S11CookieTest {

    private static final int SECONDS = 3600;

    @Test
    void withHttpsItIsBoundToTheConsolesHost() {
        // When
        NewCookie cookie = new SessionCookie(true, SECONDS).carrying("token");

        // Then
        assertEquals("__Host-slipway_session", cookie.getName());
        assertEquals("/ true", cookie.getPath() + " " + cookie.isSecure());
        assertNull(cookie.getDomain());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itNeitherTravelsBetweenSitesNorIsSeenByScripts(boolean https) {
        // Given
        SessionCookie cookies = new SessionCookie(https, SECONDS);

        // When
        NewCookie given = cookies.carrying("token");
        NewCookie gone = cookies.gone();

        // Then
        assertEquals(NewCookie.SameSite.STRICT + " true", given.getSameSite() + " " + given.isHttpOnly());
        assertEquals(given.getName() + " 0", gone.getName() + " " + gone.getMaxAge());
        assertNull(given.getDomain());
    }
}
