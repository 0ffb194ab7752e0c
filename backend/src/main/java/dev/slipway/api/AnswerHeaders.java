package dev.slipway.api;

import dev.slipway.platform.Items;
import dev.slipway.platform.SettingsTag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Headers that follow from what an answer holds: where the next page is (RFC 8288), and which settings these are. */
@ApplicationScoped
class AnswerHeaders {

    @ServerResponseFilter
    void add(ContainerRequestContext request, ContainerResponseContext response) {
        Object entity = response.getEntity();
        if (entity instanceof Items<?> items && items.next() != null) {
            URI next = request.getUriInfo()
                    .getRequestUriBuilder()
                    .replaceQueryParam("after", items.next())
                    .build();
            response.getHeaders()
                    .putSingle(
                            HttpHeaders.LINK, "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
        if (entity instanceof SettingsTag.Tagged tagged) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, tagged.tag().header());
        }
    }
}
