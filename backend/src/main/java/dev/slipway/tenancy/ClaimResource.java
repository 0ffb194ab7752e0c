package dev.slipway.tenancy;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Provider;
import dev.slipway.identity.Session;
import dev.slipway.identity.SessionCookie;
import dev.slipway.identity.SignIn;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** First run: what this installation is, and claiming it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ClaimResource {

    private static final String LIMIT_KEY = "claim";

    private final Claim claim;
    private final SignIn signIn;
    private final SessionCookie cookie;
    private final PlatformConfig config;
    private final Provider provider;
    private final String version;

    ClaimResource(
            Claim claim,
            SignIn signIn,
            SessionCookie cookie,
            PlatformConfig config,
            Provider provider,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.claim = claim;
        this.signIn = signIn;
        this.cookie = cookie;
        this.config = config;
        this.provider = provider;
        this.version = version;
    }

    /** What the console needs before anybody is signed in. */
    record Setup(
            boolean claimed,
            String version,
            String appsDomain,
            int appsPort,
            @Nullable String singleSignOn) {}

    record ClaimRequest(
            @NotBlank @Size(max = 200) String token,
            @NotBlank @Size(max = 100) @PlainText String name,

            @NotNull @Email @Size(min = 3, max = 254) @PlainText
            String email,

            @NotNull @Size(min = 10, max = 200) String password) {}

    @GET
    @Path("/setup")
    @Needs(Permission.OPEN)
    public Setup setup() {
        return new Setup(
                claim.isClaimed(),
                version,
                config.appsDomain(),
                config.appsPort(),
                provider.name().orElse(null));
    }

    @POST
    @Path("/claim")
    @Needs(Permission.OPEN)
    @APIResponseSchema(value = SessionView.class, responseCode = "201")
    public Response claim(@Valid @NotNull ClaimRequest request, @Context HttpServerRequest connection) {
        String address = connection.remoteAddress().hostAddress();
        signIn.refuseWhenReached(LIMIT_KEY, address);
        try {
            Session.Opened opened = claim.take(
                    request.token, request.name, request.email, request.password, Session.Origin.of(connection));
            return Response.status(Response.Status.CREATED)
                    .entity(SessionView.of(opened.session()))
                    .cookie(cookie.carrying(opened.token()))
                    .build();
        } catch (Problem wrong) {
            signIn.failed(LIMIT_KEY, address);
            throw wrong;
        }
    }
}
