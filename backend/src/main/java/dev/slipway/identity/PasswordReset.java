package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The right to choose a new password for one account once, made by an operator. Only its digest is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
class PasswordReset extends PanacheEntityBase {

    /** Long enough to send it and open it, short enough that a forgotten message is worthless. */
    private static final Duration LIFE = Duration.ofHours(1);

    @Id
    UUID id;

    @ManyToOne(optional = false)
    Account account;

    byte[] tokenHash;
    Instant createdAt;
    Instant expiresAt;

    record Issued(PasswordReset row, String token) {}

    /** Issues one; an earlier one of the account is void from now on. */
    static Issued issue(Account account, Instant now) {
        delete("account", account);
        String token = Randoms.token();
        PasswordReset reset = new PasswordReset();
        reset.id = UUID.randomUUID();
        reset.account = account;
        reset.tokenHash = Digests.sha256(token);
        reset.createdAt = now;
        reset.expiresAt = now.plus(LIFE);
        reset.persist();
        return new Issued(reset, token);
    }

    /** The one of a token, locked, so that two who come at once do not both take it. */
    static Optional<PasswordReset> live(String token, Instant now) {
        return PasswordReset.<PasswordReset>find(
                        "from PasswordReset r join fetch r.account where r.tokenHash = ?1 and r.expiresAt > ?2",
                        Digests.sha256(token),
                        now)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    static long removeExpired(Instant now) {
        return delete("expiresAt <= ?1", now);
    }
}
