package dev.slipway.audit;

import dev.slipway.platform.DataScope;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.PrivateFile;
import dev.slipway.platform.Vault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The entries in the database, and the last one's place beside it, so that a cut-off end shows too. */
@ApplicationScoped
class AuditLog {

    private static final String COLUMNS =
            "seq, at, team_id, account_id, actor, credential, action, target, address, status, hash";

    /** Any constant; entries queue behind it, because each needs the hash of the one before. */
    private static final long LOCK = 0x61756469L;

    private static final String KEY_PURPOSE = "audit chain";

    /** Rows at a time while all are read. */
    private static final int FETCH = 500;

    private final DataSource database;
    private final Vault vault;
    private final TransactionSynchronizationRegistry registry;
    private volatile @Nullable AuditChain chain;
    private long noted;
    private final Path headFile;

    AuditLog(DataSource database, Vault vault, TransactionSynchronizationRegistry registry, PlatformConfig platform) {
        this.registry = registry;
        this.database = database;
        this.vault = vault;
        this.headFile = platform.data().resolve("audit-head");
    }

    /** The last entry: its number and hash. */
    record Head(long seq, byte[] hash) {

        String text() {
            return seq + " " + HexFormat.of().formatHex(hash);
        }
    }

    /**
     * What a check found.
     *
     * @param entries how many were read
     * @param intact whether each follows from the one before, and the last is the last that was written
     * @param detail where it breaks, in words
     */
    record Verification(
            long entries, boolean intact, @Nullable String detail) {}

    /** The chain's key is read, or made, before a change needs it: a transaction that is about to commit begins no other. */
    void ready(@Observes StartupEvent started) {
        chain();
    }

    /** Appends one; {@code entry} gets the number it will have. */
    void append(LongFunction<AuditEntry> entry) {
        note(DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> insert(entry))));
    }

    /** Appends one to the transaction of whoever asks, so that both are there or neither; to one of its own without any. */
    void appendHere(LongFunction<AuditEntry> entry) {
        if (registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
            append(entry);
            return;
        }
        try (Connection connection = database.getConnection()) {
            Head head = insertForAll(connection, entry);
            registry.registerInterposedSynchronization(new Noting(head));
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot write the audit", failure);
        }
    }

    private final class Noting implements Synchronization {

        private final Head head;

        Noting(Head head) {
            this.head = head;
        }

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                note(head);
            }
        }
    }

    /** The last entry may be another team's: the transaction sees all for this moment. */
    private Head insertForAll(Connection connection, LongFunction<AuditEntry> entry) throws SQLException {
        String teams = DataScope.replaceWithin(connection);
        Head head = insert(entry);
        DataScope.restoreWithin(connection, teams);
        return head;
    }

    /**
     * Appends one to the transaction that is about to commit, if that has changed anything: PostgreSQL gives a transaction
     * its id with its first write. {@link #note} follows when it has committed.
     */
    Optional<Head> appendToChange(LongFunction<AuditEntry> entry) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (!hasWritten(statement)) {
                return Optional.empty();
            }
            return Optional.of(insertForAll(connection, entry));
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot write the audit", failure);
        }
    }

    private static boolean hasWritten(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select pg_current_xact_id_if_assigned() is not null")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Notes the last entry outside of the database. Of two that commit at once, the later may be here first. */
    synchronized void note(Head head) {
        if (head.seq <= noted) {
            return;
        }
        noted = head.seq;
        try {
            PrivateFile.write(headFile, head.text());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot note the audit's last entry", failure);
        }
    }

    /** The key is made while nobody waits: within a change it would be made by a transaction inside that one. */
    void prepare(@Observes StartupEvent started) {
        chain();
    }

    /** Its key is kept apart from the master key, which may change; what a release before computed from that goes on. */
    private AuditChain chain() {
        AuditChain known = chain;
        if (known == null) {
            known = new AuditChain(
                    vault.keep(KEY_PURPOSE, () -> isEmpty() ? Vault.fresh() : vault.formerlyDerived(KEY_PURPOSE)));
            chain = known;
        }
        return known;
    }

    private boolean isEmpty() {
        try (Connection connection = database.getConnection()) {
            return last(connection).seq == 0;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read the audit", failure);
        }
    }

    private Head insert(LongFunction<AuditEntry> entry) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement lock = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into audit_entry (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            lock.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            Head before = last(connection);
            AuditEntry row = entry.apply(before.seq + 1);
            byte[] hash = chain().hash(before.hash, row);
            insert.setLong(1, row.seq());
            insert.setTimestamp(2, Timestamp.from(row.at()));
            insert.setObject(3, row.teamId());
            insert.setObject(4, row.accountId());
            insert.setString(5, row.actor());
            insert.setString(6, row.credential());
            insert.setString(7, row.action());
            insert.setString(8, row.target());
            insert.setString(9, row.address());
            insert.setInt(10, row.status());
            insert.setBytes(11, hash);
            insert.executeUpdate();
            return new Head(row.seq(), hash);
        }
    }

    private static Head last(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select seq, hash from audit_entry order by seq desc limit 1")) {
            return row.next() ? new Head(row.getLong(1), row.getBytes(2)) : new Head(0, AuditChain.BEGINNING);
        }
    }

    /** Entries before {@code before}, newest first, whose actor, action or target contains {@code text}. */
    List<AuditEntry> page(@Nullable UUID teamId, long before, String text, int most) {
        String query =
                "select " + COLUMNS + " from audit_entry where seq < ? and (?::uuid is null or team_id = ?::uuid)"
                        + " and position(lower(?) in lower(actor || ' ' || action || ' ' || target)) > 0"
                        + " order by seq desc limit ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, before);
            statement.setObject(2, teamId);
            statement.setObject(3, teamId);
            statement.setString(4, text);
            statement.setInt(5, most);
            List<AuditEntry> entries = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(rows));
                }
            }
            return entries;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read the audit", failure);
        }
    }

    /** Reads all from the first to the last, a bounded number at a time. */
    void all(Consumer<AuditEntry> reader) {
        walk((entry, hash) -> reader.accept(entry));
    }

    /** Computes every hash again. */
    Verification verify() {
        Head[] head = {new Head(0, AuditChain.BEGINNING)};
        @Nullable String[] fault = {null};
        walk((entry, hash) -> {
            byte[] expected = chain().hash(head[0].hash, entry);
            if (fault[0] == null && entry.seq() != head[0].seq + 1) {
                fault[0] = "after entry " + head[0].seq + " comes " + entry.seq() + ": rows are missing";
            } else if (fault[0] == null && !Arrays.equals(expected, hash)) {
                fault[0] = "entry " + entry.seq() + " is not as it was written";
            }
            head[0] = new Head(entry.seq(), hash);
        });
        String detail = fault[0] == null ? endFault(head[0]) : fault[0];
        return new Verification(head[0].seq, detail == null, detail);
    }

    private @Nullable String endFault(Head last) {
        try {
            String noted = Files.exists(headFile) ? Files.readString(headFile).strip() : last.text();
            long seq = Long.parseLong(noted.split(" ", 2)[0]);
            return seq > last.seq ? "entries after " + last.seq + " are missing: " + seq + " were written" : null;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + headFile, failure);
        }
    }

    /** An entry with its hash. */
    private interface Walker {
        void see(AuditEntry entry, byte[] hash);
    }

    private void walk(Walker walker) {
        DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement =
                            connection.prepareStatement("select " + COLUMNS + " from audit_entry order by seq")) {
                statement.setFetchSize(FETCH);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        walker.see(entry(rows), rows.getBytes(11));
                    }
                }
            }
            return true;
        }));
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getInt(10));
    }
}
