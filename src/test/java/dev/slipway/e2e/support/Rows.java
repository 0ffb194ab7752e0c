package dev.slipway.e2e.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Every row of a platform's embedded database, as its owner sees it. */
public final class Rows {
    private static final int PORT_LINE = 3;

    private Rows() {}

    /** Each as {@code table: text of the row}; bytes are in hexadecimal digits. */
    public static List<String> all(Path control) throws IOException, SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        String port =
                Files.readAllLines(control.resolve("postgres/postmaster.pid")).get(PORT_LINE);
        database.setUrl("jdbc:postgresql://127.0.0.1:" + port.strip() + "/postgres");
        database.setUser("postgres");
        database.setPassword(
                Files.readString(control.resolve("postgres-password")).strip());
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (String table : texts(
                    connection,
                    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")) {
                texts(connection, "select t::text from \"" + table + "\" t")
                        .forEach(row -> rows.add(table + ": " + row));
            }
        }
        return rows;
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (found.next()) {
                texts.add(found.getString(1));
            }
            return texts;
        }
    }
}
