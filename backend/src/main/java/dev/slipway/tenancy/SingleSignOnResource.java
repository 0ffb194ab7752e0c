package dev.slipway.tenancy;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Provider;
import dev.slipway.identity.Session;
import dev.slipway.identity.SessionCookie;
import dev.slipway.platform.Problem;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Signing in at a company's provider. Quarkus does the code flow with PKCE on the way in; what comes out is a session of
 * our own, listed and revocable like any other.
 */
@Path("/sso")
@RunOnVirtualThread
public class SingleSignOnResource {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Provider provider;
    private final SessionCookie cookie;
    private final OidcSession flow;
    private final Claim claim;

    SingleSignOnResource(Provider provider, SessionCookie cookie, OidcSession flow, Claim claim) {
        this.provider = provider;
        this.cookie = cookie;
        this.flow = flow;
        this.claim = claim;
    }

    /** Goes to the provider, comes back here, and ends at the console. */
    @GET
    @Path("/sign-in")
    @Needs(Permission.OPEN)
    @Authenticated
    @APIResponse(responseCode = "303", description = "On to the console")
    public Response signIn(@Context HttpServerRequest connection) {
        claim.requireClaimed();
        Session.Opened opened = provider.open(flow.getIdToken(), Session.Origin.of(connection));
        // The flow's own cookie holds the provider's tokens: done with, so not left in the browser.
        flow.logout().await().atMost(LIMIT);
        return Response.seeOther(URI.create("/"))
                .cookie(cookie.carrying(opened.token()))
                .build();
    }

    /** The provider tells that somebody signed out there. */
    @POST
    @Path("/back-channel-logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Needs(Permission.OPEN)
    @APIResponse(responseCode = "204", description = "Done")
    public void loggedOut(@FormParam("logout_token") @Nullable String token) {
        if (token == null || provider.name().isEmpty()) {
            throw Problem.invalid("logout_token", "is missing, or no provider is configured");
        }
        provider.logout(token);
    }
}
