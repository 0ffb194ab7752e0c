package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A long-lived bearer token for programs. Only its digest is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
public class ApiToken extends PanacheEntityBase {

    /** Lets scanners for leaked secrets recognize ours. */
    public static final String PREFIX = "slw_";

    private static final Duration PACE = Duration.ofMinutes(1);

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Account account;

    public String name;
    public byte[] tokenHash;
    public Instant createdAt;

    /** The one team it is for; null: every team of its account. */
    @Nullable
    public UUID teamId;

    @Nullable
    public UUID projectId;

    /** Words of permissions, comma-separated; null: whatever the account may. */
    @Nullable
    public String permissions;

    /** Null: until it is revoked. */
    @Nullable
    public Instant expiresAt;

    /** To the minute. */
    @Nullable
    public Instant lastUsedAt;

    /**
     * A new token, whose text is known only now.
     *
     * @param row what is kept
     * @param text what the program sends
     */
    public record Issued(ApiToken row, String text) {}

    /** Issues a token which can do what the account can do, for ever. */
    public static Issued issue(Account account, String name, Instant now) {
        return issue(account, name, Scope.ALL, null, now);
    }

    /** Issues a token which can do what the account can do within a scope and until an end. */
    public static Issued issue(Account account, String name, Scope scope, @Nullable Instant end, Instant now) {
        String text = PREFIX + Randoms.token();
        ApiToken token = new ApiToken();
        token.id = UUID.randomUUID();
        token.account = account;
        token.name = name;
        token.tokenHash = Digests.sha256(text);
        token.createdAt = now;
        token.teamId = scope.teamId();
        token.projectId = scope.projectId();
        token.permissions = scope.permissionsText();
        token.expiresAt = end;
        token.persist();
        return new Issued(token, text);
    }

    /** Tokens of an account, newest first. */
    public static List<ApiToken> of(UUID accountId) {
        return list("account.id = ?1 order by createdAt desc", accountId);
    }

    /** Revokes one of an account's own tokens; true when it existed. */
    public static boolean revoke(UUID accountId, UUID tokenId) {
        return delete("account.id = ?1 and id = ?2", accountId, tokenId) > 0;
    }

    /** How far it reaches. */
    public Scope scope() {
        return new Scope(teamId, projectId, Scope.permissions(permissions));
    }

    static Optional<ApiToken> live(String text, Instant now) {
        return find(
                        "from ApiToken t join fetch t.account where t.tokenHash = ?1"
                                + " and (t.expiresAt is null or t.expiresAt > ?2)",
                        Digests.sha256(text),
                        now)
                .firstResultOptional();
    }

    /** Notes a use; at most one write a minute, however often it is sent. */
    static void used(UUID id, Instant now) {
        update("lastUsedAt = ?1 where id = ?2 and (lastUsedAt is null or lastUsedAt < ?3)", now, id, now.minus(PACE));
    }
}
