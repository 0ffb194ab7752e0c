package dev.slipway.api;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What was done under a caller's key. A key is taken before the work and filled in after it, in transactions of their own:
 * so two requests at once cannot both do it. Answers are sealed, because a new token's text may be among them.
 */
@ApplicationScoped
class IdempotencyKeys {

    /** Letters of a key; a UUID has 36. */
    static final int LONGEST = 255;

    private static final Duration KEPT = Duration.ofHours(24);

    /** No request takes so long; whoever took the key and did not fill it in has died. */
    private static final Duration ABANDONED = Duration.ofMinutes(5);

    private final DataSource database;
    private final Vault vault;
    private final Clock clock;

    IdempotencyKeys(DataSource database, Vault vault, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * What a request was answered with.
     *
     * @param status of HTTP
     * @param body JSON, null when there was none
     */
    record Answer(int status, @Nullable String body) {}

    /**
     * A key that is taken.
     *
     * @param hash of caller and key, the row's id
     */
    record Taken(byte[] hash) {}

    private record Row(byte[] request, @Nullable Integer status, byte @Nullable [] answer) {}

    /** The row's id: keys of two callers never meet, and the table does not tell the keys. */
    static Taken name(UUID accountId, String key) {
        return new Taken(Digests.sha256(accountId + " " + key));
    }

    /**
     * Takes a key, or finds what was done under it.
     *
     * @param request digest of all that makes the request what it is
     * @return the answer to repeat; empty when the work is now the caller's
     * @throws Problem when the key belongs to another request, or to one that is under way
     */
    Optional<Answer> take(Taken key, UUID accountId, byte[] request) {
        if (QuarkusTransaction.requiringNew().call(() -> insert(key, accountId, request))) {
            return Optional.empty();
        }
        Row row = QuarkusTransaction.requiringNew().call(() -> find(key));
        if (!Arrays.equals(row.request, request)) {
            throw new Problem(
                    Problem.Kind.KEY_REUSED,
                    "this Idempotency-Key was sent with another request in the last 24 hours; make a new one");
        }
        if (row.status == null) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "a request with this Idempotency-Key is still under way; ask again in a moment");
        }
        return Optional.of(new Answer(row.status, row.answer == null ? null : open(key, row.answer)));
    }

    /** Fills in what was done. */
    void fill(Taken key, Answer answer) {
        byte[] sealed = answer.body == null ? null : vault.seal(new Secret(answer.body), place(key));
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement update = connection.prepareStatement(
                            "update idempotency_key set status = ?, answer = ? where hash = ?")) {
                update.setInt(1, answer.status);
                update.setBytes(2, sealed);
                update.setBytes(3, key.hash);
                return update.executeUpdate();
            }
        });
    }

    /** Gives it back: nothing was done, so the next request with it may try. */
    void release(Taken key) {
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement delete = connection.prepareStatement(
                            "delete from idempotency_key where hash = ? and status is null")) {
                delete.setBytes(1, key.hash);
                return delete.executeUpdate();
            }
        });
    }

    @Scheduled(every = "1h", delayed = "2m")
    @RunOnVirtualThread
    void forgetOld() {
        QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement delete =
                            connection.prepareStatement("delete from idempotency_key where taken_at < ?")) {
                delete.setTimestamp(1, Timestamp.from(clock.instant().minus(KEPT)));
                return delete.executeUpdate();
            }
        });
    }

    private boolean insert(Taken key, UUID accountId, byte[] request) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into idempotency_key as old (hash, account_id, request, taken_at) values (?, ?, ?, ?)"
                                + " on conflict (hash) do update set request = excluded.request,"
                                + " taken_at = excluded.taken_at, status = null, answer = null"
                                + " where old.taken_at < ? or (old.status is null and old.taken_at < ?)")) {
            insert.setBytes(1, key.hash);
            insert.setObject(2, accountId);
            insert.setBytes(3, request);
            insert.setTimestamp(4, Timestamp.from(now));
            insert.setTimestamp(5, Timestamp.from(now.minus(KEPT)));
            insert.setTimestamp(6, Timestamp.from(now.minus(ABANDONED)));
            return insert.executeUpdate() == 1;
        }
    }

    private Row find(Taken key) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select request, status, answer from idempotency_key where hash = ?")) {
            select.setBytes(1, key.hash);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new Problem(
                            Problem.Kind.CONFLICT,
                            "a request with this Idempotency-Key has just ended without effect; send it again");
                }
                return new Row(row.getBytes(1), row.getObject(2, Integer.class), row.getBytes(3));
            }
        }
    }

    private String open(Taken key, byte[] sealed) {
        try {
            return vault.open(sealed, place(key)).reveal();
        } catch (IllegalStateException otherKey) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "this request was done, but its answer was sealed with a master key that is gone; look at the list"
                            + " instead of sending it again");
        }
    }

    private static String place(Taken key) {
        return "idempotency " + HexFormat.of().formatHex(key.hash);
    }
}
