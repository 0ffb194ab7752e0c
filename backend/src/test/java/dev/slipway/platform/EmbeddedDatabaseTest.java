package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database which comes with the control plane. */
class EmbeddedDatabaseTest {

    @Test
    void aServerLeftBehindByAKilledProcessIsTakenOverWithItsRows(@TempDir Path folder)
            throws IOException, SQLException, InterruptedException {
        // Given
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String url = owner.inputReader().readLine();
        owner.destroyForcibly().waitFor();

        // When
        try (EmbeddedDatabase taken = EmbeddedDatabase.start(folder)) {
            // Then
            assertEquals(url, taken.url());
            assertEquals(7, number(taken));
        }
    }

    /** Starts the database, fills it, says where it is, and waits to be killed. */
    static final class Owner {

        private Owner() {}

        public static void main(String... arguments) throws IOException, SQLException {
            EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
            execute(database, "create table kept as select 7 as number");
            System.out.println(database.url());
            System.in.read();
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword(@TempDir Path folder) throws IOException {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            // When
            SQLException refused = assertThrows(
                    SQLException.class, () -> DriverManager.getConnection(database.url(), database.user(), "guess"));

            // Then
            assertEquals("28P01", refused.getSQLState());
        }
    }

    private static void execute(EmbeddedDatabase database, String statement) throws SQLException {
        try (Connection connection = open(database);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private static int number(EmbeddedDatabase database) throws SQLException {
        try (Connection connection = open(database);
                Statement run = connection.createStatement();
                ResultSet rows = run.executeQuery("select number from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection open(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
