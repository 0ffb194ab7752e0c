package dev.slipway.platform;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Data keys, wrapped in rows and open in memory: one for each team, and the platform's own, each for a purpose. Exactly one
 * of a team and purpose is active and seals; retired ones still open until nothing needs them.
 */
@ApplicationScoped
public class DataKeys {

    /** Whoever makes a key shares this lock, whoever changes the master key holds it alone: none is wrapped by an old one. */
    private static final long LOCK = 0x6b657973L;

    /** Keys kept open in memory; beyond, all are unwrapped again when they are needed. */
    private static final int MOST_OPEN = 10_000;

    /** A transaction that copied a value sealed by a retired key is over long before. */
    private static final Duration KEEP_RETIRED = Duration.ofHours(1);

    private static final String COLUMNS = "id, team_id, purpose, master_key, wrapped, created_at, retired_at";

    private final Rows rows;
    private final MasterKey master;
    private final Clock clock;
    private final Map<UUID, byte[]> open = new ConcurrentHashMap<>();

    DataKeys(Rows rows, MasterKey master, Clock clock) {
        this.rows = rows;
        this.master = master;
        this.clock = clock;
    }

    /**
     * A data key without the key.
     *
     * @param team whose, null for the platform's own
     * @param masterKey name of the master key that wraps it
     */
    public record Entry(
            UUID id,
            @Nullable UUID team,
            String purpose,
            String masterKey,
            Instant createdAt,
            @Nullable Instant retiredAt) {}

    /** An open key. */
    record DataKey(UUID id, byte[] bytes) {}

    private record Row(Entry entry, byte[] wrapped) {

        String context() {
            return "data key " + entry.id + " of " + (entry.team == null ? "the platform" : "team " + entry.team)
                    + " for " + entry.purpose;
        }

        MasterKey.Wrapped key() {
            return new MasterKey.Wrapped(entry.masterKey, wrapped);
        }
    }

    /** The key that seals; made when there is none, with what {@code first} gives. */
    DataKey active(@Nullable UUID team, String purpose, Supplier<byte[]> first) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            Optional<Row> row = find(team, purpose);
            if (row.isEmpty()) {
                add(team, purpose, first.get());
                row = find(team, purpose);
            }
            return opened(row.orElseThrow(() ->
                    new SealBroken("no data key of team " + team + ": this request does not work for that team")));
        });
    }

    /**
     * The key that sealed something, active or retired.
     *
     * @throws SealBroken when there is none
     */
    byte[] byId(UUID id) {
        byte[] known = open.get(id);
        if (known != null) {
            return known;
        }
        List<Row> found = query(COLUMNS + " from data_key where id = ?", id);
        if (found.isEmpty()) {
            throw new SealBroken("data key " + id + " is not there, or of a team this request does not work for;"
                    + " restore table data_key from a backup");
        }
        return opened(found.getFirst()).bytes();
    }

    /** All keys, the newest first. */
    public List<Entry> all() {
        return query(COLUMNS + " from data_key order by created_at desc, id").stream()
                .map(Row::entry)
                .toList();
    }

    /** Teams that have a key. */
    public List<UUID> teams() {
        return all().stream()
                .map(Entry::team)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Retires the active key of a team, or the platform's own, and makes the next one. Callers bring the transaction. */
    public void rotate(@Nullable UUID team, String purpose) {
        lock(false);
        rows.change(
                "update data_key set retired_at = ? where team_id is not distinct from ? and purpose = ? and retired_at is null",
                Timestamp.from(clock.instant()),
                team,
                purpose);
        add(team, purpose, Randoms.bytes(AesGcm.KEY_BYTES));
    }

    /** Wraps every key by the current master key. Callers bring the transaction; returns how many it were. */
    public int wrapAgain() {
        lock(true);
        List<Row> old = query(COLUMNS + " from data_key where master_key <> ? for update", master.current());
        for (Row row : old) {
            MasterKey.Wrapped fresh = master.wrap(master.unwrap(row.key(), row.context()), row.context());
            rows.change(
                    "update data_key set master_key = ?, wrapped = ? where id = ?",
                    fresh.by(),
                    fresh.bytes(),
                    row.entry.id);
        }
        return old.size();
    }

    /** Removes retired keys that nothing in the whole database is sealed by any more. Callers bring the transaction. */
    public void forgetUnused() {
        List<Row> retired = query(
                COLUMNS + " from data_key where retired_at < ?",
                Timestamp.from(clock.instant().minus(KEEP_RETIRED)));
        List<String> columns = sealedColumns();
        for (Row row : retired) {
            if (columns.stream().noneMatch(column -> uses(column, row.entry.id))) {
                rows.change("delete from data_key where id = ?", row.entry.id);
                open.remove(row.entry.id);
            }
        }
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private Optional<Row> find(@Nullable UUID team, String purpose) {
        return query(
                        COLUMNS
                                + " from data_key where team_id is not distinct from ? and purpose = ? and retired_at is null",
                        team,
                        purpose)
                .stream()
                .findFirst();
    }

    private void add(@Nullable UUID team, String purpose, byte[] key) {
        lock(false);
        Entry entry = new Entry(UUID.randomUUID(), team, purpose, "", clock.instant(), null);
        MasterKey.Wrapped wrapped = master.wrap(key, new Row(entry, new byte[0]).context());
        // Two at once: the second waits for the first, and then takes that one's key.
        rows.change(
                "insert into data_key (id, team_id, purpose, master_key, wrapped, created_at) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                entry.id,
                team,
                purpose,
                wrapped.by(),
                wrapped.bytes(),
                Timestamp.from(entry.createdAt));
    }

    private DataKey opened(Row row) {
        byte[] known = open.get(row.entry.id);
        if (known == null) {
            known = master.unwrap(row.key(), row.context());
            if (open.size() >= MOST_OPEN) {
                open.clear();
            }
            open.put(row.entry.id, known);
        }
        return new DataKey(row.entry.id, known);
    }

    private void lock(boolean alone) {
        rows.list(row -> 1, "select pg_advisory_xact_lock" + (alone ? "" : "_shared") + "(?)", LOCK);
    }

    /** Every column that could hold a sealed value: the schema says so, not a list that somebody forgets to extend. */
    private List<String> sealedColumns() {
        return rows.list(
                row -> row.getString(1),
                "select quote_ident(table_name) || '.' || quote_ident(column_name) from information_schema.columns"
                        + " where table_schema = ? and data_type = 'bytea' and table_name <> 'data_key'",
                "public");
    }

    private boolean uses(String column, UUID key) {
        String table = column.substring(0, column.indexOf('.'));
        return rows.any(
                "select 1 from " + table + " where substring(" + column + " from 2 for 16) = ? limit 1", bytes(key));
    }

    private List<Row> query(String rest, @Nullable Object... values) {
        return rows.list(DataKeys::row, "select " + rest, values);
    }

    private static Row row(ResultSet row) throws SQLException {
        Timestamp retired = row.getTimestamp(7);
        return new Row(
                new Entry(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getTimestamp(6).toInstant(),
                        retired == null ? null : retired.toInstant()),
                row.getBytes(5));
    }
}
