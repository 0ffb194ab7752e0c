package dev.slipway.api;

import dev.slipway.platform.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** What no door can mean is dealt with before one is looked for. */
@ApplicationScoped
class WellFormed {

    private static final int FIRST = 1_000;

    /** PostgreSQL takes no NUL, so nothing has one in its name. */
    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
            throw Problem.notFound();
        }
    }

    void register(@Observes Filters filters) {
        filters.register(WellFormed::disregardNoAccept, FIRST);
    }

    /** A server may disregard the header (RFC 9110, 12.5.1); the library would fail on one that is no list of media types. */
    private static void disregardNoAccept(RoutingContext context) {
        if (!isMediaTypes(context.request().getHeader(HttpHeaders.ACCEPT))) {
            context.request().headers().remove(HttpHeaders.ACCEPT);
        }
        context.next();
    }

    private static boolean isMediaTypes(@Nullable String accept) {
        if (accept == null) {
            return true;
        }
        try {
            for (String type : accept.split(",")) {
                MediaType.valueOf(type.strip());
            }
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
