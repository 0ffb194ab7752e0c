package dev.slipway.api;

import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses what no door can mean, before one is looked for: NUL in an address, which PostgreSQL does not take, and what is no list of media types. */
@ApplicationScoped
class WellFormed {

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
            throw Problem.notFound();
        }
        if (!isMediaTypes(request.getHeaderString(HttpHeaders.ACCEPT))) {
            request.getHeaders().remove(HttpHeaders.ACCEPT);
            throw Problem.invalid(HttpHeaders.ACCEPT, "is no list of media types (RFC 9110, 12.5.1)");
        }
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
