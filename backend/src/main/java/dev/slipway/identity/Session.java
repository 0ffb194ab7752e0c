package dev.slipway.identity;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.Digests;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vertx.core.http.HttpServerRequest;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** Address of the connection it was opened over. */
    @Nullable
    public String address;

    /** What the browser called itself. */
    @Nullable
    public String agent;

    /** The provider's session it came from; null for a local sign-in. */
    @Nullable
    public String providerSession;

    /** Who it is at the provider; null for a local sign-in. */
    @Nullable
    public String providerSubject;

    /**
     * A new session and its token, which is known only now.
     *
     * @param session the row
     * @param token for the cookie
     */
    public record Opened(Session session, String token) {}

    /**
     * Where a sign-in comes from, to recognize it in a list.
     *
     * @param address of the connection, never of a forwarding header
     * @param agent as the browser says
     */
    public record Origin(String address, @Nullable String agent) {

        private static final int LONGEST_AGENT = 300;

        /** Of a request. */
        public static Origin of(HttpServerRequest request) {
            String agent = request.getHeader("User-Agent");
            return new Origin(
                    request.remoteAddress().hostAddress(),
                    agent == null ? null : agent.substring(0, Math.min(agent.length(), LONGEST_AGENT)));
        }
    }

    /** Opens a session for {@code length}. */
    public static Opened open(Account account, Origin origin, Duration length, Instant now) {
        String token = Randoms.token();
        Session session = new Session();
        session.id = UUID.randomUUID();
        session.account = account;
        session.tokenHash = Digests.sha256(token);
        session.createdAt = now;
        session.expiresAt = now.plus(length);
        session.address = origin.address();
        session.agent = origin.agent();
        session.persist();
        return new Opened(session, token);
    }

    /** A page of an account's sessions which still hold, newest first. */
    public static List<Session> page(UUID accountId, PageQuery page, Instant now) {
        Cursor after = Cursor.read(page, 2);
        return Session.<Session>find(
                        "from Session s join fetch s.account where s.account.id = ?1 and s.expiresAt > ?2"
                                + " and (s.createdAt < ?3 or (s.createdAt = ?3 and s.id < ?4))"
                                + " order by s.createdAt desc, s.id desc",
                        accountId,
                        now,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1))
                .range(0, page.limit)
                .list();
    }

    /** Its place in such a list. */
    public String place() {
        return Cursor.of(createdAt, id);
    }

    /** Ends one of an account's own sessions; true when there was one. */
    public static boolean revoke(UUID accountId, UUID sessionId) {
        return delete("account.id = ?1 and id = ?2", accountId, sessionId) > 0;
    }

    /** Ends all sessions of an account but one. */
    static void revokeOthers(UUID accountId, UUID kept) {
        delete("account.id = ?1 and id <> ?2", accountId, kept);
    }

    /** Ends all sessions of an account. */
    static void revokeAll(UUID accountId) {
        delete("account.id", accountId);
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
