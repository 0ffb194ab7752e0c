package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A browser that is signed in. Only the digest of its token is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Session extends PanacheEntityBase {

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Account account;

    public byte[] tokenHash;
    public Instant createdAt;
    public Instant expiresAt;

    /**
     * A new session and its token, which is known only now.
     *
     * @param session the row
     * @param token for the cookie
     */
    public record Opened(Session session, String token) {}

    /** Opens a session for {@code length}. */
    public static Opened open(Account account, Duration length, Instant now) {
        String token = Randoms.token();
        Session session = new Session();
        session.id = UUID.randomUUID();
        session.account = account;
        session.tokenHash = Digests.sha256(token);
        session.createdAt = now;
        session.expiresAt = now.plus(length);
        session.persist();
        return new Opened(session, token);
    }

    static Optional<Session> live(String token, Instant now) {
        return find(
                        "from Session s join fetch s.account where s.tokenHash = ?1 and s.expiresAt > ?2",
                        Digests.sha256(token),
                        now)
                .firstResultOptional();
    }

    static long removeExpired(Instant now) {
        return delete("expiresAt <= ?1", now);
    }
}
