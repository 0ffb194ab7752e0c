package dev.slipway.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** A body is JSON unless its door says otherwise; the library would try to make other texts fit. */
@ApplicationScoped
class JsonOnly {

    private static final int AFTER_POLICY = Priorities.AUTHORIZATION + 100;

    @ServerRequestFilter(priority = AFTER_POLICY)
    void check(ContainerRequestContext request, ResourceInfo door) {
        boolean saysOtherwise = door.getResourceMethod().isAnnotationPresent(Consumes.class)
                || door.getResourceClass().isAnnotationPresent(Consumes.class);
        if (!saysOtherwise && hasBody(request) && !isJson(request.getHeaderString(HttpHeaders.CONTENT_TYPE))) {
            throw new NotSupportedException();
        }
    }

    private static boolean hasBody(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.getHeaderString("Transfer-Encoding") != null : !length.equals("0");
    }

    private static boolean isJson(@Nullable String type) {
        try {
            return type != null && MediaType.valueOf(type).isCompatible(MediaType.APPLICATION_JSON_TYPE);
        } catch (IllegalArgumentException noType) {
            return false;
        }
    }
}
