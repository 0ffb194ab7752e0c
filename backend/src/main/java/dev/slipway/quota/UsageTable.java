package dev.slipway.quota;

import dev.slipway.engine.TeamUse;
import dev.slipway.engine.TeamUse.ContainerUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** From counters of the engine to sums by the hour. Callers bring the transaction and the team's lock. */
@ApplicationScoped
class UsageTable {

    /** Name of the counter of everything a team ran. */
    private static final String WHOLE = "team";

    static final String OTHER = "builds and other";

    /** After a longer silence nobody knows how much memory there was meanwhile. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    /** Rows of a page that is streamed out. */
    private static final int FETCH = 500;

    private final DataSource database;

    UsageTable(DataSource database) {
        this.database = database;
    }

    /**
     * What an app, or the rest of a team, has used in an hour.
     *
     * @param appId null for builds and whatever else the team ran
     * @param cpuSeconds of processors
     * @param memoryByteSeconds bytes of memory, each times the seconds it was used
     * @param sentBytes what left the containers
     */
    record Hour(
            UUID teamId,
            @Nullable UUID appId,
            String app,
            Instant hour,
            BigDecimal cpuSeconds,
            BigDecimal memoryByteSeconds,
            long sentBytes) {}

    private record Counter(long cpuNanos, long sentBytes, Instant at) {}

    private record App(UUID id, String name) {}

    private record Growth(long cpuNanos, BigDecimal memoryByteSeconds, long sentBytes) {}

    /** Adds what was used since the last time. */
    void add(UUID team, TeamUse use, Instant now) {
        try (Connection connection = database.getConnection()) {
            Map<String, Counter> before = counters(connection, team);
            Map<String, App> apps = apps(connection, team);
            long ofApps = 0;
            for (ContainerUse one : use.containers()) {
                App app = apps.get(one.id());
                if (app != null) {
                    Growth growth = growth(before.get(one.id()), one, now);
                    ofApps += growth.cpuNanos;
                    add(connection, team, app.id, app.name, now, growth);
                }
            }
            Counter whole = before.get(WHOLE);
            long all = grown(whole == null ? use.cpuNanos() : whole.cpuNanos, use.cpuNanos());
            add(connection, team, null, OTHER, now, new Growth(Math.max(0, all - ofApps), BigDecimal.ZERO, 0));
            remember(connection, team, use, now);
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot add up what team " + team + " has used", failure);
        }
    }

    /** A container that is new has used all of it since it started; one that was started again counts from zero. */
    private static Growth growth(@Nullable Counter before, ContainerUse now, Instant at) {
        if (before == null) {
            return new Growth(now.cpuNanos(), BigDecimal.ZERO, now.sentBytes());
        }
        Duration passed = Duration.between(before.at, at);
        Duration counted = passed.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : passed;
        BigDecimal memory =
                BigDecimal.valueOf(now.memoryBytes()).multiply(BigDecimal.valueOf(Math.max(0, counted.toMillis()), 3));
        return new Growth(grown(before.cpuNanos, now.cpuNanos()), memory, grown(before.sentBytes, now.sentBytes()));
    }

    private static long grown(long before, long now) {
        return now >= before ? now - before : now;
    }

    private static void add(
            Connection connection, UUID team, @Nullable UUID app, String name, Instant now, Growth growth)
            throws SQLException {
        if (growth.equals(new Growth(0, BigDecimal.ZERO, 0))) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into usage_hour (team_id, app_id, app_name, hour, cpu_nanos, memory_byte_seconds, sent_bytes)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (team_id, app_id, hour) do update set"
                        + " app_name = excluded.app_name, cpu_nanos = usage_hour.cpu_nanos + excluded.cpu_nanos,"
                        + " memory_byte_seconds = usage_hour.memory_byte_seconds + excluded.memory_byte_seconds,"
                        + " sent_bytes = usage_hour.sent_bytes + excluded.sent_bytes")) {
            statement.setObject(1, team);
            statement.setObject(2, app);
            statement.setString(3, name);
            statement.setTimestamp(4, Timestamp.from(now.truncatedTo(ChronoUnit.HOURS)));
            statement.setLong(5, growth.cpuNanos);
            statement.setBigDecimal(6, growth.memoryByteSeconds);
            statement.setLong(7, growth.sentBytes);
            statement.executeUpdate();
        }
    }

    private static Map<String, Counter> counters(Connection connection, UUID team) throws SQLException {
        Map<String, Counter> counters = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select source, cpu_nanos, sent_bytes, at from usage_counter where team_id = ?")) {
            statement.setObject(1, team);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counters.put(
                            rows.getString(1),
                            new Counter(
                                    rows.getLong(2),
                                    rows.getLong(3),
                                    rows.getTimestamp(4).toInstant()));
                }
            }
        }
        return counters;
    }

    /** Which container is whose: also of instances that are gone, whose container may not be yet. */
    private static Map<String, App> apps(Connection connection, UUID team) throws SQLException {
        Map<String, App> apps = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select i.container_id, a.id, a.name from instance i join app a"
                        + " on a.id = i.app_id where i.team_id = ? and i.container_id is not null")) {
            statement.setObject(1, team);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    apps.put(rows.getString(1), new App(rows.getObject(2, UUID.class), rows.getString(3)));
                }
            }
        }
        return apps;
    }

    /** Counters of containers that are gone go, too. */
    private static void remember(Connection connection, UUID team, TeamUse use, Instant now) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement("delete from usage_counter where team_id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into usage_counter (team_id, source, cpu_nanos, sent_bytes, at) values (?, ?, ?, ?, ?)")) {
            clear.setObject(1, team);
            clear.executeUpdate();
            insert.setObject(1, team);
            insert.setTimestamp(5, Timestamp.from(now));
            put(insert, WHOLE, use.cpuNanos(), 0);
            for (ContainerUse one : use.containers()) {
                put(insert, one.id(), one.cpuNanos(), one.sentBytes());
            }
            insert.executeBatch();
        }
    }

    private static void put(PreparedStatement insert, String source, long cpuNanos, long sentBytes)
            throws SQLException {
        insert.setString(2, source);
        insert.setLong(3, cpuNanos);
        insert.setLong(4, sentBytes);
        insert.addBatch();
    }

    /** Hours from {@code from} to before {@code to}, in order; of all teams when {@code team} is null. */
    void read(@Nullable UUID team, Instant from, Instant to, Consumer<Hour> reader) {
        String query = "select team_id, app_id, app_name, hour, cpu_nanos, memory_byte_seconds, sent_bytes"
                + " from usage_hour where hour >= ? and hour < ? and (?::uuid is null or team_id = ?::uuid)"
                + " order by hour, team_id, app_name, app_id";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCH);
            statement.setTimestamp(1, Timestamp.from(from));
            statement.setTimestamp(2, Timestamp.from(to));
            statement.setObject(3, team);
            statement.setObject(4, team);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.accept(hour(rows));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read what was used", failure);
        }
    }

    private static Hour hour(ResultSet row) throws SQLException {
        return new Hour(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getTimestamp(4).toInstant(),
                BigDecimal.valueOf(row.getLong(5), 9),
                row.getBigDecimal(6),
                row.getLong(7));
    }
}
