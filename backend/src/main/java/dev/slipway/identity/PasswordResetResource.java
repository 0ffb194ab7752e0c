package dev.slipway.identity;

import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Clock;

/** Choosing a new password with an operator's link. POSTs, so that the token stays out of logged addresses. */
@Path("/api/v1/password-resets")
@RunOnVirtualThread
public class PasswordResetResource {

    private static final String LIMIT_KEY = "password-reset";

    private final SignIn signIn;
    private final Passwords passwords;
    private final CurrentCaller current;
    private final Clock clock;

    PasswordResetResource(SignIn signIn, Passwords passwords, CurrentCaller current, Clock clock) {
        this.signIn = signIn;
        this.passwords = passwords;
        this.current = current;
        this.clock = clock;
    }

    record Token(@NotBlank @Size(max = 200) String token) {}

    /** What somebody who holds a link may know of it. */
    record Preview(String email, boolean secondFactor) {}

    record Redemption(
            @NotBlank @Size(max = 200) String token,
            @NotNull @Size(min = 10, max = 200) String password) {}

    @POST
    @Path("/preview")
    @Needs(Permission.OPEN)
    @Transactional(dontRollbackOn = Problem.class)
    public Preview preview(@Valid @NotNull Token request, @Context HttpServerRequest connection) {
        Account account = find(request.token, connection).account;
        return new Preview(account.email, account.totpSealed != null);
    }

    /** Sets the password and signs the account out everywhere; a second factor is still asked for at the next sign-in. */
    @POST
    @Path("/redemption")
    @Needs(Permission.OPEN)
    @Transactional(dontRollbackOn = Problem.class)
    public void redeem(@Valid @NotNull Redemption request, @Context HttpServerRequest connection) {
        PasswordReset reset = find(request.token, connection);
        current.claim(reset.account.email);
        reset.account.passwordHash = passwords.hash(request.password);
        Session.revokeAll(reset.account.id);
        reset.delete();
    }

    private PasswordReset find(String token, HttpServerRequest connection) {
        String address = connection.remoteAddress().hostAddress();
        signIn.refuseWhenReached(LIMIT_KEY, address);
        return PasswordReset.live(token, clock.instant()).orElseThrow(() -> {
            signIn.failed(LIMIT_KEY, address);
            return new Problem(
                    Problem.Kind.NOT_FOUND, "this link was used, replaced or is older than an hour; ask for a new one");
        });
    }
}
