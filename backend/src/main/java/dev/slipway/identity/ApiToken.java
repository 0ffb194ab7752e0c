package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A long-lived bearer token for programs. Only its digest is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
public class ApiToken extends PanacheEntityBase {

    /** Lets scanners for leaked secrets recognize ours. */
    public static final String PREFIX = "slw_";

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Account account;

    public String name;
    public byte[] tokenHash;
    public Instant createdAt;

    /**
     * A new token, whose text is known only now.
     *
     * @param row what is kept
     * @param text what the program sends
     */
    public record Issued(ApiToken row, String text) {}

    /** Issues a token which can do what the account can do. */
    public static Issued issue(Account account, String name, Instant now) {
        String text = PREFIX + Randoms.token();
        ApiToken token = new ApiToken();
        token.id = UUID.randomUUID();
        token.account = account;
        token.name = name;
        token.tokenHash = Digests.sha256(text);
        token.createdAt = now;
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

    static Optional<ApiToken> live(String text) {
        return find("from ApiToken t join fetch t.account where t.tokenHash = ?1", Digests.sha256(text))
                .firstResultOptional();
    }
}
