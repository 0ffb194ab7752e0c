package dev.slipway.identity;

import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** A caller's own password and second factor. Every change asks for the password again. */
@Path("/api/v1/account")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OwnAccountResource {

    private final CurrentCaller current;
    private final SignIn signIn;
    private final Passwords passwords;
    private final SecondFactor secondFactor;

    OwnAccountResource(CurrentCaller current, SignIn signIn, Passwords passwords, SecondFactor secondFactor) {
        this.current = current;
        this.signIn = signIn;
        this.passwords = passwords;
        this.secondFactor = secondFactor;
    }

    /** {@code password}: whether there is one here; people of a company's provider have none. */
    record AccountView(
            UUID id,
            String name,
            String email,
            boolean operator,
            boolean password,
            boolean secondFactor,
            long recoveryCodesLeft) {}

    record PasswordChange(
            @NotBlank @Size(max = 200) String current,
            @NotNull @Size(min = 10, max = 200) String password) {}

    record Password(@NotBlank @Size(max = 200) String password) {}

    record Code(@NotBlank @Size(max = 20) @PlainText String code) {}

    /** Shown once: only digests are kept. */
    record RecoveryCodes(List<String> codes) {}

    @GET
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public AccountView get() {
        Account account = own();
        return new AccountView(
                account.id,
                account.name,
                account.email,
                account.operator,
                account.passwordHash != null,
                secondFactor.isOn(account),
                secondFactor.recoveryLeft(account));
    }

    /** Other browsers are signed out. */
    @PUT
    @Path("/password")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public void changePassword(@Valid @NotNull PasswordChange request, @Context HttpServerRequest connection) {
        Account account = confirmed(request.current, connection);
        account.passwordHash = passwords.hash(request.password);
        Session.revokeOthers(account.id, current.get().credential().id());
    }

    /** Offers a secret; it counts once a code of it was sent to the confirmation. */
    @POST
    @Path("/second-factor")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    @APIResponseSchema(value = SecondFactor.Offer.class, responseCode = "201")
    public Response offer(@Valid @NotNull Password request, @Context HttpServerRequest connection) {
        SecondFactor.Offer offer = secondFactor.offer(confirmed(request.password, connection));
        return Response.status(Response.Status.CREATED).entity(offer).build();
    }

    @POST
    @Path("/second-factor/confirmation")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public RecoveryCodes confirm(@Valid @NotNull Code request) {
        return new RecoveryCodes(secondFactor.confirm(own(), request.code.strip()));
    }

    @POST
    @Path("/second-factor/recovery-codes")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public RecoveryCodes renew(@Valid @NotNull Password request, @Context HttpServerRequest connection) {
        return new RecoveryCodes(secondFactor.renewRecovery(confirmed(request.password, connection)));
    }

    /** A POST, because what deletes has no body to carry the password in. */
    @POST
    @Path("/second-factor/removal")
    @Needs(Permission.OWN_ACCOUNT)
    @Transactional
    public void remove(@Valid @NotNull Password request, @Context HttpServerRequest connection) {
        secondFactor.remove(confirmed(request.password, connection));
    }

    /** A stolen session is not yet the account: what would make it so asks for the password. */
    private Account confirmed(String password, HttpServerRequest connection) {
        Account account = own();
        if (account.passwordHash == null) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this account has no password here; password and second factor are your identity provider's");
        }
        String address = connection.remoteAddress().hostAddress();
        signIn.refuseWhenReached(account.email, address);
        if (!passwords.fits(password, account.passwordHash)) {
            signIn.failed(account.email, address);
            throw new Problem(Problem.Kind.FORBIDDEN, "this is not the account's password; type the present one");
        }
        return account;
    }

    private Account own() {
        return Account.<Account>findByIdOptional(current.get().accountId()).orElseThrow(Problem::notFound);
    }
}
