package dev.slipway.registry;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** SQL with values in their places, in the transaction of whoever asks. */
@ApplicationScoped
class Rows {

    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    /** One row of an answer. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(Reader<T> reader, String query, @Nullable Object... values) {
        return run(query, values, statement -> {
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        });
    }

    <T> Optional<T> first(Reader<T> reader, String query, @Nullable Object... values) {
        return list(reader, query, values).stream().findFirst();
    }

    boolean any(String query, @Nullable Object... values) {
        return !list(row -> true, query, values).isEmpty();
    }

    long number(String query, @Nullable Object... values) {
        return first(row -> row.getLong(1), query, values).orElse(0L);
    }

    /** How many rows it changed. */
    int change(String statement, @Nullable Object... values) {
        return run(statement, values, PreparedStatement::executeUpdate);
    }

    /**
     * Until the transaction ends, nobody else changes which blobs a team has, or the files of them. What is checked
     * after it still holds at the commit: the quota, what a manifest names, that a blob is not used.
     */
    void lock(UUID team) {
        list(row -> true, "select pg_advisory_xact_lock(hashtextextended(?, 0))", "registry " + team);
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String text, @Nullable Object[] values, Use<T> use) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                statement.setObject(i + 1, value instanceof Instant instant ? Timestamp.from(instant) : value);
            }
            return use.of(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException("the registry cannot use its tables: " + failure.getMessage(), failure);
        }
    }
}
