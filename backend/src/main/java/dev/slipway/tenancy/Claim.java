package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.IdentityConfig;
import dev.slipway.identity.Passwords;
import dev.slipway.identity.Session;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Digests;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.PrivateFile;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Randoms;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jboss.logging.Logger;

/** A fresh installation belongs to whoever can read its log: a token, used once, makes the first account. */
@ApplicationScoped
public class Claim {

    private static final Logger LOG = Logger.getLogger(Claim.class);

    /** Any constant; two claims at once queue behind it. */
    private static final long LOCK = 0x736c6970L;

    private final PlatformConfig platform;
    private final IdentityConfig identity;
    private final Passwords passwords;
    private final Clock clock;
    private final EntityManager database;

    private volatile boolean claimed;

    Claim(PlatformConfig platform, IdentityConfig identity, Passwords passwords, Clock clock, EntityManager database) {
        this.platform = platform;
        this.identity = identity;
        this.passwords = passwords;
        this.clock = clock;
        this.database = database;
    }

    void announce(@Observes StartupEvent started) throws IOException {
        if (!isClaimed()) {
            String token = PrivateFile.readOrCreate(tokenFile(), Randoms::token);
            LOG.infof("claim this instance: %s/claim?token=%s", platform.publicUrl(), token);
        }
    }

    /** Whether somebody owns this installation. */
    public boolean isClaimed() {
        if (!claimed) {
            claimed = QuarkusTransaction.joiningExisting().call(() -> Account.count() > 0);
        }
        return claimed;
    }

    /** Before the claim every door but the claim itself is shut. */
    void requireClaimed() {
        if (!isClaimed()) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, "this instance is not claimed yet; open the address its log names");
        }
    }

    /**
     * Makes the first account with a team and a project, and signs it in.
     *
     * @throws Problem conflict when already claimed, forbidden when the token is wrong
     */
    Session.Opened take(String token, String name, String email, String password, Session.Origin origin) {
        String hash = passwords.hash(password);
        Session.Opened opened =
                DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> {
                    database.createNativeQuery("select pg_advisory_xact_lock(" + LOCK + ")")
                            .getSingleResult();
                    refuseUnlessFree(token);
                    return firstAccount(name, email, hash, origin);
                }));
        claimed = true;
        forgetToken();
        return opened;
    }

    private void refuseUnlessFree(String token) {
        if (Account.count() > 0) {
            throw new Problem(Problem.Kind.CONFLICT, "this instance is already claimed; sign in instead");
        }
        if (!Digests.sameText(token, expectedToken())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN, "the claim token is not right; use the address in the server's log");
        }
    }

    private Session.Opened firstAccount(String name, String email, String hash, Session.Origin origin) {
        Account account = Account.create(name, email, hash, true, clock.instant());
        Team team = Team.create(name, clock.instant());
        Member.join(team, account.id, Role.OWNER);
        Project.create(team, "default", clock.instant());
        return Session.open(account, origin, identity.sessionLength(), clock.instant());
    }

    private String expectedToken() {
        try {
            return PrivateFile.readOrCreate(tokenFile(), Randoms::token);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the claim token", failure);
        }
    }

    private void forgetToken() {
        try {
            Files.deleteIfExists(tokenFile());
        } catch (IOException failure) {
            LOG.warnf("cannot remove %s: %s; it is worthless now, remove it by hand", tokenFile(), failure);
        }
    }

    private Path tokenFile() {
        return platform.data().resolve("claim-token");
    }
}
