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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** A caller's own bearer tokens. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
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
    public Items<Tokens.TokenView> list(
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return Tokens.page(current.get().accountId(), page, search);
    }

    @POST
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    @APIResponseSchema(value = Tokens.IssuedToken.class, responseCode = "201")
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
