package dev.slipway.identity;

import dev.slipway.platform.Items;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Everybody's accounts, for operators of the platform. What people are in teams is not theirs to change. */
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AccountResource {

    private static final int PAGE = 100;

    private final SecondFactor secondFactor;
    private final PlatformConfig platform;
    private final Clock clock;

    AccountResource(SecondFactor secondFactor, PlatformConfig platform, Clock clock) {
        this.secondFactor = secondFactor;
        this.platform = platform;
        this.clock = clock;
    }

    record AccountSummary(
            UUID id,
            String name,
            String email,
            boolean operator,
            boolean password,
            boolean secondFactor,
            Instant createdAt) {

        static AccountSummary of(Account account) {
            return new AccountSummary(
                    account.id,
                    account.name,
                    account.email,
                    account.operator,
                    account.passwordHash != null,
                    account.totpSealed != null,
                    account.createdAt);
        }
    }

    record AccountChange(@NotNull Boolean operator) {}

    /** The link is shown once: it is not kept. */
    record IssuedReset(String email, String url, Instant expiresAt) {}

    /** People by e-mail address; {@code next} of an answer goes into {@code after} of the next request. */
    @GET
    @Needs(Permission.PLATFORM_OPERATE)
    @Transactional
    public Items<AccountSummary> list(
            @QueryParam("search") @DefaultValue("") String search,
            @QueryParam("after") @DefaultValue("") String after) {
        List<Account> found = Account.people(search.replace("\0", ""), after.replace("\0", ""), PAGE);
        return new Items<>(
                found.stream().map(AccountSummary::of).toList(), found.size() < PAGE ? null : found.getLast().email);
    }

    /** Makes somebody an operator of the platform, or no longer one. */
    @PATCH
    @Path("/{accountId}")
    @Needs(Permission.PLATFORM_OPERATE)
    @Transactional
    public AccountSummary change(UUID accountId, @Valid @NotNull AccountChange request) {
        // The rows of all operators are locked, so that two do not take it from each other at once.
        List<Account> operators = Account.lockedOperators();
        Account account = local(accountId);
        if (!request.operator && account.operator && operators.size() < 2) {
            throw new Problem(Problem.Kind.CONFLICT, "this is the last operator; make somebody else one first");
        }
        account.operator = request.operator;
        return AccountSummary.of(account);
    }

    /** A link with which its holder chooses a new password for the account, once and within an hour. */
    @POST
    @Path("/{accountId}/password-resets")
    @Needs(Permission.PLATFORM_OPERATE)
    @Transactional
    @APIResponseSchema(value = IssuedReset.class, responseCode = "201")
    public Response reset(UUID accountId) {
        PasswordReset.Issued issued = PasswordReset.issue(local(accountId), clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new IssuedReset(
                        issued.row().account.email,
                        platform.publicUrl() + "/password-reset?token=" + issued.token(),
                        issued.row().expiresAt))
                .build();
    }

    /** For somebody who lost their authenticator and their recovery codes. */
    @DELETE
    @Path("/{accountId}/second-factor")
    @Needs(Permission.PLATFORM_OPERATE)
    @Transactional
    public void removeSecondFactor(UUID accountId) {
        secondFactor.remove(local(accountId));
    }

    private static Account local(UUID accountId) {
        Account account = Account.<Account>findByIdOptional(accountId)
                .filter(found -> found.serviceOf == null)
                .orElseThrow(Problem::notFound);
        if (account.passwordHash == null) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "\"" + account.email + "\" signs in at the identity provider; password, second factor and being an"
                            + " operator are settled there");
        }
        return account;
    }
}
