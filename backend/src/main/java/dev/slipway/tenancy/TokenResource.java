package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.ApiToken;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** A caller's own bearer tokens. */
@Path("/api/v1/tokens")
@RunOnVirtualThread
public class TokenResource {

    private final CurrentCaller current;
    private final Tokens tokens;

    TokenResource(CurrentCaller current, Tokens tokens) {
        this.current = current;
        this.tokens = tokens;
    }

    @GET
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public Items<Tokens.TokenView> list() {
        return Items.of(ApiToken.of(current.get().accountId()).stream()
                .map(Tokens.TokenView::of)
                .toList());
    }

    @POST
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public Response issue(@Valid @NotNull Tokens.TokenRequest request) {
        return tokens.issue(Account.findById(current.get().accountId()), request, null);
    }

    @DELETE
    @Path("/{tokenId}")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public void revoke(UUID tokenId) {
        if (!ApiToken.revoke(current.get().accountId(), tokenId)) {
            throw Problem.notFound();
        }
    }
}
