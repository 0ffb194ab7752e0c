package dev.slipway.quota;

import dev.slipway.platform.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of quotas, and the sums of what is used. Callers bring the transaction. */
@ApplicationScoped
class QuotaTable {

    private static final String COLUMNS = "cpus, memory, instances, disk, build_minutes, log_bytes, registry_bytes";

    private static final String APPS = "(select %s from app where team_id = t.id and not deleting and not suspended)";

    private static final String BUILD_SECONDS = "(select coalesce(sum(extract(epoch from"
            + " coalesce(finished_at, now()) - started_at)), 0) from build where team_id = t.id"
            + " and started_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC')";

    private static final String REGISTRY_BYTES =
            "(select coalesce(sum(size), 0) from registry_blob where team_id = t.id)"
                    + " + (select coalesce(sum(size), 0) from registry_manifest where team_id = t.id)";

    private static final String USES = APPS.formatted("coalesce(sum(cpus * instances), 0)") + ", "
            + APPS.formatted("coalesce(sum(memory * instances), 0)") + ", "
            + APPS.formatted("coalesce(sum(instances), 0)") + ","
            + " coalesce((select disk_used from quota where team_id = t.id), 0),"
            + " ceil(" + BUILD_SECONDS + " / 60),"
            + " (select coalesce(sum(log_bytes), 0) from build where team_id = t.id), "
            + REGISTRY_BYTES;

    private static final String QUOTAS = "select t.id, t.name, q.cpus, q.memory, q.instances, q.disk, q.build_minutes,"
            + " q.log_bytes, q.registry_bytes, " + USES + " from team t left join quota q on q.team_id = t.id ";

    /** Columns of {@link Amounts}. */
    private static final int KINDS = 7;

    private final Rows rows;
    private final Clock clock;

    QuotaTable(Rows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** A team with what was decided for it and what it uses now. */
    record TeamQuota(UUID team, String name, Amounts decided, Amounts used) {

        static TeamQuota of(ResultSet row) throws SQLException {
            return new TeamQuota(
                    row.getObject(1, UUID.class), row.getString(2), amounts(row, 3), amounts(row, 3 + KINDS));
        }
    }

    private record Decided(UUID team, Amounts limits) {}

    /** Waits until nobody else of the team is spending, until the transaction ends. */
    Amounts lock(UUID team) {
        rows.change("insert into quota (team_id, updated_at) values (?, ?) on conflict do nothing", team, now());
        return rows.list(QuotaTable::amounts, "select " + COLUMNS + " from quota where team_id = ? for update", team)
                .getFirst();
    }

    /** What was decided for a team; all null when nothing was. */
    Amounts decided(UUID team) {
        return rows.list(QuotaTable::amounts, "select " + COLUMNS + " from quota where team_id = ?", team).stream()
                .findFirst()
                .orElse(new Amounts(null, null, null, null, null, null, null));
    }

    void decide(UUID team, Amounts wanted) {
        lock(team);
        rows.change(
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

    /** What a team uses now. */
    Amounts used(UUID team) {
        return rows.list(QuotaTable::amounts, "select " + USES + " from team t where t.id = ?", team)
                .getFirst();
    }

    /** Bytes of blobs and manifests in the registry. */
    long registryBytes(UUID team) {
        return rows.number("select " + REGISTRY_BYTES + " from team t where t.id = ?", team);
    }

    /** Seconds of building in this month. */
    long buildSeconds(UUID team) {
        return rows.list(row -> row.getLong(1), "select " + BUILD_SECONDS + " from team t where t.id = ?", team)
                .getFirst();
    }

    /** Of teams by name, from a place on; in one statement however many they are. */
    List<TeamQuota> all(String name, UUID id, int most) {
        return rows.list(
                TeamQuota::of, QUOTAS + "where (t.name, t.id) > (?, ?) order by t.name, t.id limit ?", name, id, most);
    }

    Optional<TeamQuota> of(UUID team) {
        return rows.first(TeamQuota::of, QUOTAS + "where t.id = ?", team);
    }

    /** Teams for which the engine may have something to do. */
    List<UUID> teamsWithApps() {
        return rows.list(row -> row.getObject(1, UUID.class), "select distinct team_id from app");
    }

    /** What was decided for each of them. */
    Map<UUID, Amounts> decidedOfTeamsWithApps() {
        return rows
                .list(
                        row -> new Decided(row.getObject(8, UUID.class), amounts(row)),
                        "select " + COLUMNS + ", a.team_id from (select distinct team_id from app) a"
                                + " left join quota q on q.team_id = a.team_id")
                .stream()
                .collect(Collectors.toMap(Decided::team, Decided::limits));
    }

    void diskUsed(UUID team, long bytes) {
        lock(team);
        rows.change("update quota set disk_used = ? where team_id = ?", bytes, team);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Amounts amounts(ResultSet row) throws SQLException {
        return amounts(row, 1);
    }

    private static Amounts amounts(ResultSet row, int first) throws SQLException {
        return new Amounts(
                row.getBigDecimal(first),
                number(row, first + 1),
                number(row, first + 2),
                number(row, first + 3),
                number(row, first + 4),
                number(row, first + 5),
                number(row, first + 6));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        BigDecimal number = row.getBigDecimal(column);
        return number == null ? null : number.longValue();
    }
}
