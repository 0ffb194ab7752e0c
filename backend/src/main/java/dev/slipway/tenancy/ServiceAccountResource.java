package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.ApiToken;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Programs of a team: members without a password, whose tokens outlive the person who made them. */
@Path("/api/v1/teams/{teamId}/service-accounts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ServiceAccountResource {

    /** Each pipeline has one; more is a mistake. */
    private static final int MOST = 50;

    private final CurrentCaller current;
    private final Tokens tokens;
    private final Clock clock;

    ServiceAccountResource(CurrentCaller current, Tokens tokens, Clock clock) {
        this.current = current;
        this.tokens = tokens;
        this.clock = clock;
    }

    record ServiceAccountRequest(
            @NotBlank @Size(max = 100) @PlainText String name,
            @NotNull String role) {}

    record ServiceAccountView(UUID id, String name, String role) {}

    @POST
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    @APIResponseSchema(value = ServiceAccountView.class, responseCode = "201")
    public Response create(UUID teamId, @Valid @NotNull ServiceAccountRequest request) {
        TeamRole role = CustomRole.ofWord(teamId, request.role);
        Members.requireHandles(current.get(), teamId, role);
        if (Account.count("serviceOf", teamId) >= MOST) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "the team has " + MOST + " service accounts already; delete one first");
        }
        Account account = Account.service(request.name, teamId, clock.instant());
        Member.join(Team.findById(teamId), account.id, role);
        return Response.status(Response.Status.CREATED)
                .entity(new ServiceAccountView(account.id, account.name, role.word()))
                .build();
    }

    @DELETE
    @Path("/{accountId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public void delete(UUID teamId, UUID accountId) {
        Account account = handled(teamId, accountId);
        Member.delete("accountId", accountId);
        account.delete();
    }

    @GET
    @Path("/{accountId}/tokens")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public Items<Tokens.TokenView> tokens(
            UUID teamId,
            UUID accountId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        handled(teamId, accountId);
        return Tokens.page(accountId, page, search);
    }

    @POST
    @Path("/{accountId}/tokens")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    @APIResponseSchema(value = Tokens.IssuedToken.class, responseCode = "201")
    public Response issue(UUID teamId, UUID accountId, @Valid @NotNull Tokens.TokenRequest request) {
        return tokens.issue(handled(teamId, accountId), request, teamId);
    }

    @DELETE
    @Path("/{accountId}/tokens/{tokenId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public void revoke(UUID teamId, UUID accountId, UUID tokenId) {
        handled(teamId, accountId);
        if (!ApiToken.revoke(accountId, tokenId)) {
            throw Problem.notFound();
        }
    }

    /** A token is as much as the account: whoever may not give its role may not give its token either. */
    private Account handled(UUID teamId, UUID accountId) {
        Account account = Account.<Account>findByIdOptional(accountId)
                .filter(found -> teamId.equals(found.serviceOf))
                .orElseThrow(Problem::notFound);
        TeamRole role = Member.role(accountId, teamId).orElseThrow(Problem::notFound);
        Members.requireHandles(current.get(), teamId, role);
        return account;
    }
}
