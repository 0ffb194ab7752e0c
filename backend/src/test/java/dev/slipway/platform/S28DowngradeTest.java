package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade is taken back by starting the version before: on the schema of the newer one it must find all it knows. */
class S28DowngradeTest {

    @TempDir
    Path folder;

    private EmbeddedDatabase database;
    private DatabaseRole role;

    @BeforeEach
    void anEmptyDatabase() throws IOException, SQLException {
        database = EmbeddedDatabase.start(folder);
        role = DatabaseRole.prepare(database.url(), database.user(), database.password());
    }

    @AfterEach
    void end() throws IOException {
        database.close();
    }

    @Test
    void everyMigrationOnlyAdds() throws SQLException {
        // When each is applied, one after the other
        Map<String, List<String>> broken = new TreeMap<>();
        try (Connection connection = asOwner()) {
            SchemaCatalog before = SchemaCatalog.of(connection);
            for (MigrationVersion version : versions()) {
                flyway("classpath:db/migration", version).migrate();
                SchemaCatalog after = SchemaCatalog.of(connection);
                List<String> changes = before.brokenBy(after);
                if (!changes.isEmpty()) {
                    broken.put(version.toString(), changes);
                }
                before = after;
            }
            assertTrue(before.columns().size() > 150, "saw " + before.columns().size() + " columns");
        }

        // Then
        assertEquals(Map.of(), broken);
    }

    @Test
    void upAndBackByOneVersionAndUpAgainLosesNothing() throws Exception {
        // Given the version before, with something in every table
        List<MigrationVersion> versions = versions();
        MigrationVersion newest = versions.getLast();
        MigrationVersion before = versions.get(versions.size() - 2);
        String older = withoutNewest(newest);
        flyway(older, before).migrate();
        try (Connection owner = asOwner();
                Connection app = asApp()) {
            SampleRows rows = new SampleRows(app, SchemaCatalog.of(owner));
            rows.add();
            List<String> first = rows.contents();

            // When it is upgraded
            assertEquals(1, flyway("classpath:db/migration", newest).migrate().migrationsExecuted);
            List<String> upgraded = rows.contents();
            new SampleRows(app, SchemaCatalog.of(owner)).add();

            // And the older one starts on it, and works
            assertEquals(0, flyway(older, before).migrate().migrationsExecuted);
            rows.add();
            List<String> downgraded = rows.contents();

            // And is upgraded again
            Flyway again = flyway("classpath:db/migration", newest);
            assertEquals(0, again.migrate().migrationsExecuted);
            again.validate();

            // Then
            assertEquals(first, upgraded);
            assertEquals(first.size() * 3, downgraded.size());
            assertTrue(downgraded.containsAll(first), "rows of the first version are missing");
            assertEquals(downgraded, rows.contents());
        }
    }

    private List<MigrationVersion> versions() {
        return Arrays.stream(flyway("classpath:db/migration", MigrationVersion.LATEST)
                        .info()
                        .all())
                .map(MigrationInfo::getVersion)
                .sorted()
                .toList();
    }

    /** As the control plane sets it up. */
    private Flyway flyway(String place, MigrationVersion target) {
        return SchemaSteps.tolerateNewer(Flyway.configure())
                .dataSource(database.url(), database.user(), database.password())
                .placeholders(Map.of("app-role", role.name()))
                .locations(place)
                .target(target)
                .load();
    }

    /** The migrations that the version before has. */
    private String withoutNewest(MigrationVersion newest) throws IOException, URISyntaxException {
        Path all = Path.of(
                Objects.requireNonNull(getClass().getResource("/db/migration")).toURI());
        Path older = Files.createDirectory(folder.resolve("older"));
        String name = "V" + newest.toString().replace('.', '_') + "__";
        try (Stream<Path> files = Files.list(all)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(name)) {
                    Files.copy(file, older.resolve(file.getFileName()));
                }
            }
        }
        return "filesystem:" + older;
    }

    private Connection asOwner() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    /** As the control plane works: a role that owns nothing, here for every team. */
    private Connection asApp() throws SQLException {
        Connection connection = DriverManager.getConnection(database.url(), role.name(), role.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute("set slipway.teams = '*'");
        }
        return connection;
    }
}
