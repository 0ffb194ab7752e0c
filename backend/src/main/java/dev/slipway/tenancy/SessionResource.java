package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Session;
import dev.slipway.identity.SessionCookie;
import dev.slipway.identity.SignIn;
import dev.slipway.platform.Items;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in and out. */
@Path("/api/v1/sessions")
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
    public Items<OpenSession> list() {
        Caller caller = current.get();
        return Items.of(Session.of(caller.accountId(), clock.instant()).stream()
                .map(session -> OpenSession.of(session, caller))
                .toList());
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
    public Response close() {
        Caller caller = current.get();
        Session.deleteById(caller.credential().id());
        return Response.noContent().cookie(cookie.gone()).build();
    }
}
