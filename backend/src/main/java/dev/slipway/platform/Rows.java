package dev.slipway.platform;

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
public class Rows {

    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    /** One row of an answer. */
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> list(Reader<T> reader, String query, @Nullable Object... values) {
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

    public <T> Optional<T> first(Reader<T> reader, String query, @Nullable Object... values) {
        return list(reader, query, values).stream().findFirst();
    }

    public boolean any(String query, @Nullable Object... values) {
        return !list(row -> true, query, values).isEmpty();
    }

    public long number(String query, @Nullable Object... values) {
        return first(row -> row.getLong(1), query, values).orElse(0L);
    }

    /**
     * Lets the transaction of one of the platform's own loops go on for one team, whose secrets it sees from now on, and nothing of
     * others any more. The scope of a request stays as it is.
     */
    public void enter(UUID team) {
        list(
                row -> true,
                "select set_config('slipway.teams', ?, true) where current_setting('slipway.teams', true) = ?",
                team.toString(),
                DataScope.LOOPS);
    }

    /** How many rows it changed. */
    public int change(String statement, @Nullable Object... values) {
        return run(statement, values, PreparedStatement::executeUpdate);
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
            throw new IllegalStateException("the database refuses: " + failure.getMessage(), failure);
        }
    }
}
