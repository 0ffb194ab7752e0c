package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.ApiToken;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A caller's own bearer tokens. */
@Path("/api/v1/tokens")
@RunOnVirtualThread
public class TokenResource {

    /** More would be a leak in somebody's script. */
    private static final int MOST = 100;

    private final CurrentCaller current;
    private final Clock clock;

    TokenResource(CurrentCaller current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    record TokenRequest(
            @NotBlank @Size(max = 100) @PlainText String name) {}

    record TokenView(UUID id, String name, Instant createdAt) {}

    record IssuedToken(UUID id, String name, String token) {}

    @GET
    @Needs(Permission.SIGNED_IN)
    public Items<TokenView> list() {
        List<ApiToken> tokens = ApiToken.of(current.get().accountId());
        return Items.of(tokens.stream()
                .map(token -> new TokenView(token.id, token.name, token.createdAt))
                .toList());
    }

    @POST
    @Needs(Permission.SIGNED_IN)
    @Transactional
    public Response issue(@Valid @NotNull TokenRequest request) {
        Account account = Account.findById(current.get().accountId());
        if (ApiToken.of(account.id).size() >= MOST) {
            throw new Problem(Problem.Kind.CONFLICT, "you have " + MOST + " tokens already; delete one first");
        }
        ApiToken.Issued issued = ApiToken.issue(account, request.name, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new IssuedToken(issued.row().id, issued.row().name, issued.text()))
                .build();
    }

    @DELETE
    @Path("/{tokenId}")
    @Needs(Permission.SIGNED_IN)
    @Transactional
    public void revoke(UUID tokenId) {
        if (!ApiToken.revoke(current.get().accountId(), tokenId)) {
            throw Problem.notFound();
        }
    }
}
