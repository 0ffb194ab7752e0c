package dev.slipway.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one real database into another, with tables that refer to each other. */
class BackupTest {

    private static final String SCHEMA = """
            create table flyway_schema_history (installed_rank integer, version text, success boolean);
            insert into flyway_schema_history values (1, '%s', true);
            create table account (id integer primary key, name text not null);
            create table app (id integer primary key, owner integer not null references account, note text, raw bytea);
            create table aardvark (id integer primary key, app integer not null references app);
            create table session (id integer primary key);
            """;

    @TempDir
    static Path server;

    private static EmbeddedDatabase embedded;

    @TempDir
    Path from;

    @TempDir
    Path to;

    private Database old;
    private Database fresh;
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        embedded = EmbeddedDatabase.start(server);
    }

    @AfterAll
    static void stop() throws IOException {
        embedded.close();
    }

    @BeforeEach
    void twoPlatforms() throws SQLException, IOException {
        old = made("old_one", SCHEMA.formatted("7"));
        fresh = made("new_one", SCHEMA.formatted("7"));
        run(old, "insert into account values (1, 'Ada'), (2, E'tab\\tline\\nback\\\\slash')");
        run(old, "insert into app values (10, 2, null, decode('00ff10', 'hex')), (11, 1, '', null)");
        run(old, "insert into aardvark values (100, 10); insert into session values (5)");
        run(fresh, "insert into session values (9)");
        Files.writeString(from.resolve("master-key"), "the key");
        Files.writeString(to.resolve("master-key"), "another key");
        Path objects = Files.createDirectories(from.resolve("git/x.git/objects/ab"));
        Files.writeString(objects.resolve("cd"), "object");
        Files.writeString(from.resolve("git/x.git/HEAD"), "ref: refs/heads/main");
        Files.writeString(from.resolve("postgres-password"), "not for backups");
    }

    @Test
    void everyRowAndFileComesBackInANewPlatform() throws SQLException, IOException {
        // When
        Path file = backup();
        restore(file, Optional.of(from.resolve("master-key")));

        // Then
        assertEquals(text(old, "account"), text(fresh, "account"));
        assertEquals(text(old, "app"), text(fresh, "app"));
        assertEquals(text(old, "aardvark"), text(fresh, "aardvark"));
        assertEquals("", text(fresh, "session"));
        assertEquals("object", Files.readString(to.resolve("git/x.git/objects/ab/cd")));
        assertEquals("the key", Files.readString(to.resolve("master-key")));
        assertFalse(Files.exists(to.resolve("postgres-password")));
        assertEquals(List.of("git", "master-key"), names(to), "nothing is left beside what belongs there");
    }

    @Test
    void theFileIsForItsOwnerAloneAndWithoutTheMasterKey() throws IOException, SQLException {
        // When
        Path file = backup();

        // Then
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(said.getLast().contains("NOT in it is the master key"), said.toString());
        assertEquals(List.of("all.slipway"), names(file.getParent()));
    }

    @Test
    void aPlatformInUseIsNotWrittenOver() throws SQLException, IOException {
        // Given
        Path file = backup();
        run(fresh, "insert into account values (3, 'Grace')");

        // When
        BackupFailed refused = assertThrows(BackupFailed.class, () -> restore(file, Optional.empty()));

        // Then
        assertTrue(refused.getMessage().startsWith("this platform is in use"), refused.getMessage());
        assertEquals("(3,Grace)", text(fresh, "account"));
    }

    @Test
    void withoutItsMasterKeyNothingIsRestored() throws SQLException, IOException {
        // Given
        Path file = backup();

        // When
        BackupFailed none = assertThrows(BackupFailed.class, () -> restore(file, Optional.empty()));
        BackupFailed wrong =
                assertThrows(BackupFailed.class, () -> restore(file, Optional.of(to.resolve("master-key"))));

        // Then
        assertTrue(none.getMessage().contains("another master key"), none.getMessage());
        assertTrue(wrong.getMessage().contains("is not the master key"), wrong.getMessage());
        assertEquals("", text(fresh, "account"));
        assertEquals(List.of("master-key"), names(to));
    }

    @Test
    void anOlderSchemaGoesIntoANewerOneAndNotTheOtherWayRound() throws SQLException, IOException {
        // Given
        Path file = backup();
        run(fresh, "alter table app add column added integer not null default 4");
        run(old, "alter table app add column gone text");
        Path newer = from.resolve("newer.slipway");
        new Dump(old, from, mark(from)).write(newer, said::add);

        // When
        BackupFailed refused =
                assertThrows(BackupFailed.class, () -> restore(newer, Optional.of(from.resolve("master-key"))));
        restore(file, Optional.of(from.resolve("master-key")));

        // Then
        assertTrue(refused.getMessage().contains("restore with the version that wrote it"), refused.getMessage());
        assertTrue(text(fresh, "app").contains(",4)"), text(fresh, "app"));
    }

    @Test
    void whatIsNoBackupIsSaidToBeNone() throws IOException {
        // Given
        Path file = to.resolve("x");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[1024]);
        }

        // When
        BackupFailed refused = assertThrows(BackupFailed.class, () -> restore(file, Optional.empty()));

        // Then
        assertTrue(refused.getMessage().endsWith("is no backup of this platform"), refused.getMessage());
    }

    private Path backup() throws IOException, SQLException {
        Path file = Files.createDirectories(from.resolve("out")).resolve("all.slipway");
        new Dump(old, from, mark(from)).write(file, said::add);
        return file;
    }

    private void restore(Path file, Optional<Path> key) throws IOException, SQLException {
        new Load(fresh, to, mark(to)).read(file, key, said::add);
    }

    private static MasterKeyMark mark(Path data) {
        return new MasterKeyMark(data, Map.of());
    }

    private static Database made(String name, String schema) throws SQLException {
        Database root = new Database(embedded.url(), embedded.user(), embedded.password());
        run(root, "drop database if exists " + name);
        run(root, "create database " + name);
        Database database =
                new Database(embedded.url().replaceAll("/postgres$", "/" + name), embedded.user(), embedded.password());
        run(database, schema);
        return database;
    }

    private static void run(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Database database, String table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select t::text from " + table + " t order by id")) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return String.join("\n", all);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
