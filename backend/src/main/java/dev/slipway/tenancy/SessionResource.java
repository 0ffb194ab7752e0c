package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Session;
import dev.slipway.identity.SessionCookie;
import dev.slipway.identity.SignIn;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Signing in and out. */
@Path("/api/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {

    private final SignIn signIn;
    private final SessionCookie cookie;
    private final CurrentCaller current;
    private final Clock clock;

    SessionResource(SignIn signIn, SessionCookie cookie, CurrentCaller current, Clock clock) {
        this.clock = clock;
        this.signIn = signIn;
        this.cookie = cookie;
        this.current = current;
    }

    record SignInRequest(
            @NotNull @Size(max = 254) @PlainText String email,
            @NotNull @Size(max = 200) String password,
            @Nullable @Size(max = 40) @PlainText String code) {}

    /** A browser that is signed in. */
    record OpenSession(
            UUID id,
            boolean current,
            @Nullable String address,
            @Nullable String agent,
            Instant createdAt,
            Instant expiresAt) {

        static OpenSession of(Session session, Caller caller) {
            return new OpenSession(
                    session.id,
                    session.id.equals(caller.credential().id()),
                    session.address,
                    session.agent,
                    session.createdAt,
                    session.expiresAt);
        }
    }

    @POST
    @Needs(Permission.OPEN)
    @APIResponseSchema(value = SessionView.class, responseCode = "201")
    public Response open(@Valid @NotNull SignInRequest request, @Context HttpServerRequest connection) {
        current.claim(request.email);
        Session.Opened opened =
                signIn.open(request.email, request.password, request.code, Session.Origin.of(connection));
        return Response.status(Response.Status.CREATED)
                .entity(SessionView.of(opened.session()))
                .cookie(cookie.carrying(opened.token()))
                .build();
    }

    @GET
    @Path("/current")
    @Needs(Permission.SIGNED_IN)
    public SessionView current() {
        return SessionView.of(current.get());
    }

    @GET
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public Items<OpenSession> list(@BeanParam @Valid PageQuery page) {
        Caller caller = current.get();
        return Items.page(
                Session.page(caller.accountId(), page, clock.instant()),
                page,
                session -> OpenSession.of(session, caller),
                Session::place);
    }

    @DELETE
    @Path("/{sessionId}")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public void revoke(UUID sessionId) {
        if (!Session.revoke(current.get().accountId(), sessionId)) {
            throw Problem.notFound();
        }
    }

    @DELETE
    @Path("/current")
    @Needs(Permission.SIGNED_IN)
    @Transactional
    @APIResponse(responseCode = "204", description = "Done")
    public Response close() {
        Caller caller = current.get();
        Session.deleteById(caller.credential().id());
        return Response.noContent().cookie(cookie.gone()).build();
    }
}
