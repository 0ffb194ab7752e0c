package dev.slipway.quota;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Rows of quotas, and the sums of what is used. Callers bring the transaction. */
@ApplicationScoped
class QuotaTable {

    private static final String COLUMNS = "cpus, memory, instances, disk, build_minutes, log_bytes, registry_bytes";

    private static final String APPS = "(select %s from app where team_id = t.id and not deleting and not suspended)";

    private static final String BUILD_SECONDS = "(select coalesce(sum(extract(epoch from"
            + " coalesce(finished_at, now()) - started_at)), 0) from build where team_id = t.id"
            + " and started_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC')";

    private static final String USED = "select "
            + APPS.formatted("coalesce(sum(cpus * instances), 0)") + ", "
            + APPS.formatted("coalesce(sum(memory * instances), 0)") + ", "
            + APPS.formatted("coalesce(sum(instances), 0)") + ","
            + " coalesce((select disk_used from quota where team_id = t.id), 0),"
            + " ceil(" + BUILD_SECONDS + " / 60),"
            + " (select coalesce(sum(log_bytes), 0) from build where team_id = t.id)"
            + " from team t where t.id = ?";

    private final DataSource database;
    private final Clock clock;

    QuotaTable(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A team by name, for operators. */
    record TeamName(UUID id, String name) {}

    private record Decided(UUID team, Amounts limits) {}

    /** Waits until nobody else of the team is spending, until the transaction ends. */
    Amounts lock(UUID team) {
        update("insert into quota (team_id, updated_at) values (?, ?) on conflict do nothing", team, now());
        return query("select " + COLUMNS + " from quota where team_id = ? for update", QuotaTable::amounts, team)
                .getFirst();
    }

    /** What was decided for a team; all null when nothing was. */
    Amounts decided(UUID team) {
        return query("select " + COLUMNS + " from quota where team_id = ?", QuotaTable::amounts, team).stream()
                .findFirst()
                .orElse(new Amounts(null, null, null, null, null, null, null));
    }

    void decide(UUID team, Amounts wanted) {
        lock(team);
        update(
                "update quota set cpus = ?, memory = ?, instances = ?, disk = ?, build_minutes = ?, log_bytes = ?,"
                        + " registry_bytes = ?, updated_at = ? where team_id = ?",
                wanted.cpus(),
                wanted.memory(),
                wanted.instances(),
                wanted.disk(),
                wanted.buildMinutes(),
                wanted.logBytes(),
                wanted.registryBytes(),
                now(),
                team);
    }

    /** What a team uses now. The registry counts its own. */
    Amounts used(UUID team) {
        return query(USED, QuotaTable::used, team).getFirst();
    }

    /** Seconds of building in this month. */
    long buildSeconds(UUID team) {
        return query("select " + BUILD_SECONDS + " from team t where t.id = ?", row -> row.getLong(1), team)
                .getFirst();
    }

    List<TeamName> teams() {
        return query(
                "select id, name from team order by name, id",
                row -> new TeamName(row.getObject(1, UUID.class), row.getString(2)));
    }

    Optional<TeamName> team(UUID id) {
        return query("select name from team where id = ?", row -> new TeamName(id, row.getString(1)), id).stream()
                .findFirst();
    }

    /** Teams for which the engine may have something to do. */
    List<UUID> teamsWithApps() {
        return query("select distinct team_id from app", row -> row.getObject(1, UUID.class));
    }

    /** What was decided for each of them. */
    Map<UUID, Amounts> decidedOfTeamsWithApps() {
        return query(
                        "select " + COLUMNS + ", a.team_id from (select distinct team_id from app) a"
                                + " left join quota q on q.team_id = a.team_id",
                        row -> new Decided(row.getObject(8, UUID.class), amounts(row)))
                .stream()
                .collect(Collectors.toMap(Decided::team, Decided::limits));
    }

    void diskUsed(UUID team, long bytes) {
        lock(team);
        update("update quota set disk_used = ? where team_id = ?", bytes, team);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Amounts amounts(ResultSet row) throws SQLException {
        return new Amounts(
                row.getBigDecimal(1),
                number(row, 2),
                number(row, 3),
                number(row, 4),
                number(row, 5),
                number(row, 6),
                number(row, 7));
    }

    private static Amounts used(ResultSet row) throws SQLException {
        return new Amounts(
                row.getBigDecimal(1),
                number(row, 2),
                number(row, 3),
                number(row, 4),
                number(row, 5),
                number(row, 6),
                null);
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        BigDecimal number = row.getBigDecimal(column);
        return number == null ? null : number.longValue();
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String text, Reader<T> reader, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read quotas", failure);
        }
    }

    private void update(String text, @Nullable Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot write quotas", failure);
        }
    }
}
