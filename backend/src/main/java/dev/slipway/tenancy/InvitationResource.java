package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.IdentityConfig;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Passwords;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Session;
import dev.slipway.identity.SessionCookie;
import dev.slipway.identity.SignIn;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Invitations to a team. Whoever may not manage members neither lists nor makes them, and so cannot take one. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InvitationResource {

    private static final String LIMIT_KEY = "invitation";

    /** Waiting ones of a team; more is somebody's script. */
    private static final int MOST = 100;

    private final CurrentCaller current;
    private final SignIn signIn;
    private final Passwords passwords;
    private final SessionCookie cookie;
    private final IdentityConfig identity;
    private final PlatformConfig platform;
    private final Clock clock;

    InvitationResource(
            CurrentCaller current,
            SignIn signIn,
            Passwords passwords,
            SessionCookie cookie,
            IdentityConfig identity,
            PlatformConfig platform,
            Clock clock) {
        this.current = current;
        this.signIn = signIn;
        this.passwords = passwords;
        this.cookie = cookie;
        this.identity = identity;
        this.platform = platform;
        this.clock = clock;
    }

    record InvitationRequest(
            @NotNull @Email @Size(min = 3, max = 254) @PlainText
            String email,

            @NotNull String role) {}

    record InvitationView(UUID id, String email, String role, String invitedBy, Instant createdAt, Instant expiresAt) {

        static InvitationView of(Invitation row) {
            return new InvitationView(
                    row.id, row.email, row.role().word(), row.invitedBy, row.createdAt, row.expiresAt);
        }
    }

    /** The link is shown once: it is not kept. */
    record IssuedInvitation(UUID id, String email, String role, String url, Instant expiresAt) {}

    record Token(@NotBlank @Size(max = 200) String token) {}

    /** What somebody who holds an invitation's link may know of it. */
    record Preview(String team, String email, String role, boolean accountExists) {}

    record Acceptance(
            @NotBlank @Size(max = 200) String token,
            @Nullable @Size(min = 1, max = 100) @PlainText String name,
            @Nullable @Size(min = 10, max = 200) String password) {}

    @GET
    @Path("/teams/{teamId}/invitations")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public Items<InvitationView> list(
            UUID teamId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return Items.page(
                Invitation.page(teamId, page, search, clock.instant()),
                page,
                InvitationView::of,
                row -> Cursor.of(row.createdAt, row.id));
    }

    @POST
    @Path("/teams/{teamId}/invitations")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    @APIResponseSchema(value = IssuedInvitation.class, responseCode = "201")
    public Response invite(UUID teamId, @Valid @NotNull InvitationRequest request) {
        TeamRole role = CustomRole.ofWord(teamId, request.role);
        Members.requireHandles(current.get(), teamId, role);
        String email = Account.normal(request.email);
        Account.byEmail(email).flatMap(account -> Member.in(teamId, account.id)).ifPresent(member -> {
            throw new Problem(Problem.Kind.CONFLICT, "\"" + email + "\" is a member already; change the role instead");
        });
        if (Invitation.open(teamId, clock.instant()) >= MOST) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "the team has " + MOST + " open invitations; withdraw some of them first");
        }
        Invitation.Issued issued = Invitation.issue(
                Team.findById(teamId), email, role, current.get().name(), clock.instant());
        IssuedInvitation view = new IssuedInvitation(
                issued.row().id,
                email,
                role.word(),
                platform.publicUrl() + "/invitation?token=" + issued.token(),
                issued.row().expiresAt);
        return Response.status(Response.Status.CREATED).entity(view).build();
    }

    @DELETE
    @Path("/teams/{teamId}/invitations/{invitationId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public void withdraw(UUID teamId, UUID invitationId) {
        if (Invitation.delete("id = ?1 and team.id = ?2", invitationId, teamId) == 0) {
            throw Problem.notFound();
        }
    }

    /** Shows an invitation to whoever holds its link. A POST, so that the token stays out of logged addresses. */
    @POST
    @Path("/invitations/preview")
    @Needs(Permission.OPEN)
    @Transactional(dontRollbackOn = Problem.class)
    public Preview preview(@Valid @NotNull Token request, @Context HttpServerRequest connection) {
        return DataScope.asPlatform(() -> previewed(request, connection));
    }

    private Preview previewed(Token request, HttpServerRequest connection) {
        Invitation invitation = find(request.token, connection);
        boolean exists = Account.byEmail(invitation.email).isPresent();
        return new Preview(
                invitation.team.name, invitation.email, invitation.role().word(), exists);
    }

    /** Takes an invitation: as the account with its address, or by making that account. */
    @POST
    @Path("/invitations/acceptance")
    @Needs(Permission.OPEN)
    @Transactional(dontRollbackOn = Problem.class)
    @APIResponseSchema(value = SessionView.class, responseCode = "201")
    public Response accept(@Valid @NotNull Acceptance request, @Context HttpServerRequest connection) {
        return DataScope.asPlatform(() -> accepted(request, connection));
    }

    private Response accepted(Acceptance request, HttpServerRequest connection) {
        Invitation invitation = find(request.token, connection);
        Optional<Account> existing = Account.byEmail(invitation.email);
        Account account = existing.orElseGet(() -> newAccount(invitation, request));
        if (existing.isPresent()) {
            requireSignedInAs(existing.get());
        }
        if (Member.in(invitation.team.id, account.id).isEmpty()) {
            Member.join(invitation.team, account.id, invitation.role());
        }
        invitation.delete();
        Session.Opened opened =
                Session.open(account, Session.Origin.of(connection), identity.sessionLength(), clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(SessionView.of(opened.session()))
                .cookie(cookie.carrying(opened.token()))
                .build();
    }

    private Invitation find(String token, HttpServerRequest connection) {
        String address = connection.remoteAddress().hostAddress();
        signIn.refuseWhenReached(LIMIT_KEY, address);
        return Invitation.live(token, clock.instant()).orElseThrow(() -> {
            signIn.failed(LIMIT_KEY, address);
            return new Problem(
                    Problem.Kind.NOT_FOUND,
                    "this invitation was used, withdrawn or is older than a week; ask for a new one");
        });
    }

    private void requireSignedInAs(Account account) {
        boolean same = current.ask()
                .filter(caller -> caller.accountId().equals(account.id))
                .isPresent();
        if (!same) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "this invitation is for \"" + account.email
                            + "\"; sign in as that account and open the link again");
        }
    }

    private Account newAccount(Invitation invitation, Acceptance request) {
        if (request.name == null || request.password == null) {
            throw Problem.invalid("password", "is missing: a new account needs a name and a password");
        }
        return Account.create(request.name, invitation.email, passwords.hash(request.password), false, clock.instant());
    }
}
