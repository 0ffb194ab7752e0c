package dev.slipway.api;

import dev.slipway.identity.CurrentCaller;
import dev.slipway.platform.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Clock;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * How many requests somebody has left, said with every answer (draft-ietf-httpapi-ratelimit-headers). Counted per
 * credential, and for those without one per address of the connection itself, never of a forwarding header.
 */
@ApplicationScoped
class RateLimitFilter {

    private static final int AFTER_SIGN_IN = Priorities.AUTHENTICATION + 500;
    private static final String STATE = "slipway.budget";

    private final RequestBudget budget;
    private final CurrentCaller current;

    RateLimitFilter(ApiConfig config, CurrentCaller current, Clock clock) {
        this.budget = new RequestBudget(config.requestsPerMinute(), clock);
        this.current = current;
    }

    /** What is counted. */
    RequestBudget budget() {
        return budget;
    }

    @ServerRequestFilter(priority = AFTER_SIGN_IN)
    void spend(ContainerRequestContext request, HttpServerRequest connection) {
        String key = current.ask()
                .map(caller -> caller.credential().id().toString())
                .orElseGet(() -> connection.remoteAddress().hostAddress());
        RequestBudget.State state = budget.spend(key);
        request.setProperty(STATE, state);
        if (state.exceeded()) {
            throw Problem.tooMany(
                    "more than " + state.most() + " requests in a minute; wait as long as Retry-After says",
                    state.reset());
        }
    }

    @ServerResponseFilter
    void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(STATE) instanceof RequestBudget.State state) {
            response.getHeaders()
                    .putSingle(
                            "RateLimit-Policy",
                            "\"requests\";q=" + state.most() + ";w=" + RequestBudget.WINDOW.toSeconds());
            response.getHeaders()
                    .putSingle("RateLimit", "\"requests\";r=" + Math.max(0, state.left()) + ";t=" + state.seconds());
        }
    }
}
