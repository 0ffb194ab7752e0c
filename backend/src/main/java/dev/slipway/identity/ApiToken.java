package dev.slipway.identity;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.Digests;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

    /** A page of an account's tokens, newest first, whose name contains {@code search}. */
    public static List<ApiToken> page(UUID accountId, PageQuery page, String search) {
        Cursor after = Cursor.read(page, 2);
        return ApiToken.<ApiToken>find(
                        "from ApiToken t join fetch t.account where t.account.id = ?1"
                                + " and (t.createdAt < ?2 or (t.createdAt = ?2 and t.id < ?3))"
                                + " and locate(?4, lower(t.name)) > 0 order by t.createdAt desc, t.id desc",
                        accountId,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1),
                        search.toLowerCase(Locale.ROOT))
                .range(0, page.limit)
                .list();
    }

    /** Its place in such a list. */
    public String place() {
        return Cursor.of(createdAt, id);
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

    /** At most one write a minute, however often it is sent. */
    boolean isUseWorthNoting(Instant now) {
        return lastUsedAt == null || lastUsedAt.isBefore(now.minus(PACE));
    }

    /** Notes a use; at most one write a minute, however often it is sent. */
    static void used(UUID id, Instant now) {
        update("lastUsedAt = ?1 where id = ?2 and (lastUsedAt is null or lastUsedAt < ?3)", now, id, now.minus(PACE));
    }
}
