package dev.slipway.identity;

import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in with a password. */
@ApplicationScoped
public class SignIn {

    private final Passwords passwords;
    private final IdentityConfig config;
    private final Clock clock;
    private final SecondFactor secondFactor;
    private final AttemptLimit perAccount;
    private final AttemptLimit perAddress;

    SignIn(Passwords passwords, SecondFactor secondFactor, IdentityConfig config, Clock clock) {
        this.passwords = passwords;
        this.secondFactor = secondFactor;
        this.config = config;
        this.clock = clock;
        this.perAccount = new AttemptLimit(config.failuresPerAccount(), clock);
        this.perAddress = new AttemptLimit(config.failuresPerAddress(), clock);
    }

    /**
     * Opens a session.
     *
     * @param code of the second factor, or a recovery code; null when none was asked for yet
     * @param origin of the connection itself, never of a forwarding header
     * @throws Problem rate limited, or unauthenticated with the same words for a wrong password and an unknown account
     */
    @Transactional
    public Session.Opened open(String email, String password, @Nullable String code, Session.Origin origin) {
        String address = origin.address();
        String key = Account.normal(email);
        refuseWhenReached(key, address);
        Optional<Account> account = Account.byEmail(email);
        if (!passwords.fits(password, account.map(found -> found.passwordHash).orElse(null))) {
            failed(key, address);
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED, "no account with this e-mail address and password; check both");
        }
        if (!secondFactor.passes(account.orElseThrow(), code)) {
            failed(key, address);
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "this code is wrong or was used already; wait for the next one, or use a recovery code");
        }
        return Session.open(account.orElseThrow(), origin, config.sessionLength(), clock.instant());
    }

    /** Refuses an address which has guessed too often, whatever it guesses. */
    public void refuseWhenReached(String key, String address) {
        if (perAccount.reached(key) || perAddress.reached(address)) {
            throw new Problem(Problem.Kind.RATE_LIMITED, "too many failed attempts; wait a minute and try again");
        }
    }

    /** Counts a wrong guess. */
    public void failed(String key, String address) {
        perAccount.failed(key);
        perAddress.failed(address);
    }
}
