package dev.slipway.identity;

import dev.slipway.platform.Origins;
import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Finds out who is calling, and that a browser's change was made by our own page. */
@ApplicationScoped
public class CallerFilter {

    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    /** A header a foreign page cannot send without asking first, and it is never allowed to. */
    private static final String CLIENT_HEADER = "X-Slipway-Client";

    private final Callers callers;
    private final CurrentCaller current;
    private final SessionCookie cookie;
    private final Origins origins;
    private final Provider provider;

    CallerFilter(Callers callers, CurrentCaller current, SessionCookie cookie, Origins origins, Provider provider) {
        this.provider = provider;
        this.callers = callers;
        this.current = current;
        this.cookie = cookie;
        this.origins = origins;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void identify(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            byBearer(authorization.substring(BEARER.length()).strip()).ifPresent(current::set);
            return;
        }
        Cookie sent = request.getCookies().get(cookie.name());
        if (sent == null) {
            return;
        }
        callers.bySession(sent.getValue()).ifPresent(caller -> {
            refuseForeignChange(request);
            current.set(caller);
        });
    }

    private Optional<Caller> byBearer(String token) {
        return token.startsWith(ApiToken.PREFIX) ? callers.byToken(token) : provider.caller(token);
    }

    private void refuseForeignChange(ContainerRequestContext request) {
        if (SAFE_METHODS.contains(request.getMethod())) {
            return;
        }
        @Nullable String origin = request.getHeaderString("Origin");
        boolean ours = origin == null ? request.getHeaderString(CLIENT_HEADER) != null : origins.allows(origin);
        if (!ours) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "a change signed in by cookie must come from the console itself; use its address from"
                            + " SLIPWAY_PUBLIC_URL, or a token");
        }
    }
}
