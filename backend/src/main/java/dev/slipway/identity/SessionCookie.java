package dev.slipway.identity;

import dev.slipway.platform.Origins;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/** The one cookie. */
@ApplicationScoped
public class SessionCookie {

    private final boolean https;
    private final int maxAge;

    @Inject
    SessionCookie(Origins origins, IdentityConfig config) {
        this(origins.https(), (int) config.sessionLength().toSeconds());
    }

    SessionCookie(boolean https, int maxAge) {
        this.https = https;
        this.maxAge = maxAge;
    }

    /** Its name; with https the prefix makes browsers refuse it from any other host or path. */
    public String name() {
        return https ? "__Host-slipway_session" : "slipway_session";
    }

    /** Carries a session's token. */
    public NewCookie carrying(String token) {
        return cookie(token, maxAge);
    }

    /** Makes the browser forget it. */
    public NewCookie gone() {
        return cookie("", (int) Duration.ZERO.toSeconds());
    }

    private NewCookie cookie(String value, int age) {
        return new NewCookie.Builder(name())
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(https)
                .sameSite(NewCookie.SameSite.STRICT)
                .maxAge(age)
                .build();
    }
}
