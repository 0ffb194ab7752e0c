package dev.slipway.identity;

import dev.slipway.platform.Problem;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Codes of an authenticator besides the password, and recovery codes for the day it is lost. */
@ApplicationScoped
public class SecondFactor {

    private static final String ISSUER = "Slipway";

    /**
     * Wrong codes in a row before only recovery codes count. Whoever guesses has the password already; twenty of a
     * million leave them nothing, and nobody mistypes as often.
     */
    private static final int MOST_FAILURES = 20;

    private final Vault vault;
    private final Clock clock;

    SecondFactor(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * A secret that counts once a code of it was shown.
     *
     * @param secret for typing, base 32
     * @param uri for a code of squares
     */
    public record Offer(String secret, String uri) {}

    /** Whether the account asks for codes. */
    public boolean isOn(Account account) {
        return account.totpSealed != null;
    }

    /** Begins: nothing is asked for until {@link #confirm}. The caller brings the transaction. */
    public Offer offer(Account account) {
        refuseWhenOn(account);
        String secret = Totp.newSecret();
        account.totpOffered = vault.seal(new Secret(secret), place(account));
        return new Offer(secret, Totp.uri(ISSUER, account.email, secret));
    }

    /**
     * Ends the beginning: from now on codes are asked for. Returns the recovery codes.
     *
     * @throws Problem when the code is not one of the offered secret
     */
    public List<String> confirm(Account account, String code) {
        refuseWhenOn(account);
        byte @Nullable [] offered = account.totpOffered;
        if (offered == null) {
            throw new Problem(Problem.Kind.CONFLICT, "no second factor was offered; ask for a secret first");
        }
        OptionalLong step = Totp.step(opened(account, offered), code, clock.instant());
        if (step.isEmpty()) {
            throw Problem.invalid("code", "is none of this secret; check the clock of the device that shows it");
        }
        account.totpSealed = offered;
        account.totpOffered = null;
        account.totpStep = step.getAsLong();
        account.totpFailures = 0;
        return RecoveryCode.renew(account.id);
    }

    /** A new set of recovery codes; the old ones are void. */
    public List<String> renewRecovery(Account account) {
        if (!isOn(account)) {
            throw new Problem(Problem.Kind.CONFLICT, "there is no second factor to recover; switch it on first");
        }
        return RecoveryCode.renew(account.id);
    }

    /** Recovery codes that were not used yet. */
    public long recoveryLeft(Account account) {
        return RecoveryCode.left(account.id);
    }

    /** No code is asked for any more. */
    public void remove(Account account) {
        account.totpSealed = null;
        account.totpOffered = null;
        account.totpStep = 0;
        account.totpFailures = 0;
        RecoveryCode.remove(account.id);
    }

    /**
     * Takes a code of the authenticator or a recovery code, each only once. Whatever is found out is kept, also when the
     * caller's own transaction is given up because of it.
     *
     * @throws SecondFactorNeeded when there is no code
     * @return whether it was right
     */
    boolean passes(Account account, @Nullable String code) {
        byte @Nullable [] sealed = account.totpSealed;
        if (sealed == null) {
            return true;
        }
        if (code == null || code.isBlank()) {
            throw new SecondFactorNeeded();
        }
        String typed = code.strip();
        String secret = opened(account, sealed);
        UUID id = account.id;
        return apart(() -> QuarkusTransaction.requiringNew().call(() -> take(id, secret, typed)));
    }

    /**
     * Outside of the request: what is written is not the change of its door, which the audit would tell as done even when
     * the code was wrong.
     */
    private static boolean apart(Callable<Boolean> work) {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread.ofVirtual().name("second-factor").start(task);
        try {
            return task.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("cannot check a code", failure.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a code was checked", stopping);
        }
    }

    private boolean take(UUID id, String secret, String typed) {
        if (RecoveryCode.redeem(id, typed)) {
            Account.update("totpFailures = 0 where id = ?1", id);
            return true;
        }
        OptionalLong step = Totp.step(secret, typed, clock.instant());
        // One statement decides, so that of two who send the same code at once only one gets in (RFC 6238, section
        // 5.2).
        boolean fresh = step.isPresent()
                && Account.update(
                                "totpStep = ?1, totpFailures = 0 where id = ?2 and totpStep < ?1 and totpFailures < ?3",
                                step.getAsLong(),
                                id,
                                MOST_FAILURES)
                        == 1;
        if (!fresh) {
            Account.update("totpFailures = totpFailures + 1 where id = ?1", id);
        }
        return fresh;
    }

    private void refuseWhenOn(Account account) {
        if (isOn(account)) {
            throw new Problem(Problem.Kind.CONFLICT, "this account has a second factor already; remove it first");
        }
    }

    private String opened(Account account, byte[] sealed) {
        return vault.open(sealed, place(account)).reveal();
    }

    private static String place(Account account) {
        return "account/" + account.id + "/totp";
    }
}
