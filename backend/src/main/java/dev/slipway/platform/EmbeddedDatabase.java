package dev.slipway.platform;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A real PostgreSQL server in a folder, run by the process's own user on a loopback port.
 *
 * <p>A server left behind by a killed process is taken over: its port is read from {@code postmaster.pid}.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** Enough for the pool (see application.properties), Flyway and an operator's psql. */
    private static final String MAX_CONNECTIONS = "24";

    /** First start unpacks and runs initdb on a busy machine; later starts take under a second. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** Written over initdb's "trust": other users of the machine must not get in without the password. */
    private static final String HOST_RULES = """
            # written by slipway: password over loopback only
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    /** Told at every level until the real log configuration is read; kept here so that the level is not forgotten. */
    private static final List<Logger> CHATTY =
            List.of(Logger.getLogger("io.zonky.test"), Logger.getLogger("java.lang.ProcessBuilder"));

    private final EmbeddedPostgres server;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /**
     * Starts or takes over the server of {@code folder/postgres}.
     *
     * @throws IOException when the folder cannot be used or the server does not answer in time
     */
    public static EmbeddedDatabase start(Path folder) throws IOException {
        CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
        Path data = folder.resolve("postgres");
        String password = PrivateFile.readOrCreate(folder.resolve("postgres-password"), Randoms::token);
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("postgres-binaries").toFile())
                .setPort(portOf(data))
                .setConnectConfig("password", password)
                .setPGStartupWait(START_LIMIT)
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "on") // the library starts it with -F, which loses data on power failure
                .setServerConfig("shared_buffers", "16MB")
                .setServerConfig("max_connections", MAX_CONNECTIONS)
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("jit", "off")
                .setServerConfig("max_wal_size", "256MB")
                .start();
        EmbeddedDatabase database = new EmbeddedDatabase(server, password);
        database.requirePassword(data.resolve("pg_hba.conf"));
        return database;
    }

    /**
     * The server that runs in {@code folder/postgres} for another process; empty when none does.
     *
     * @throws IOException when the folder cannot be read
     */
    public static Optional<Running> running(Path folder) throws IOException {
        Path pidFile = folder.resolve("postgres").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 4 || !isAlive(lines.getFirst())) {
            return Optional.empty();
        }
        String password = Files.readString(folder.resolve("postgres-password")).strip();
        return Optional.of(
                new Running("jdbc:postgresql://localhost:" + lines.get(3).strip() + "/postgres", "postgres", password));
    }

    /**
     * How to reach a server that runs.
     *
     * @param url JDBC address
     * @param user its owner
     * @param password a secret
     */
    public record Running(String url, String user, String password) {

        /** Shows no password. */
        @Override
        public String toString() {
            return "Running[" + url + "]";
        }
    }

    /** JDBC address of the database. */
    public String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    /** Name of its only role. */
    public String user() {
        return "postgres";
    }

    /** Password of that role. */
    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static int portOf(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.exists(pidFile)) {
            List<String> lines = Files.readAllLines(pidFile);
            if (lines.size() >= 4 && isAlive(lines.getFirst())) {
                return Integer.parseInt(lines.get(3).strip());
            }
        }
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
    }

    private void requirePassword(Path hostRules) throws IOException {
        if (Files.readString(hostRules).equals(HOST_RULES)) {
            return;
        }
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // The password is made by Randoms.token: letters, digits, - and _ only, so quoting is safe.
            statement.execute("alter role postgres password '" + password + "'");
            Files.writeString(hostRules, HOST_RULES);
            statement.execute("select pg_reload_conf()");
        } catch (SQLException failure) {
            throw new IOException("cannot set the password of the embedded database", failure);
        }
    }
}
