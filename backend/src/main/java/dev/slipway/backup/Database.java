package dev.slipway.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The platform's database, as its owner.
 *
 * @param url JDBC address
 * @param user who owns the tables
 * @param password a secret
 */
record Database(String url, String user, String password) {

    /** Written by migrations, not by the platform. */
    private static final String HISTORY = "flyway_schema_history";

    /**
     * A table.
     *
     * @param name of it
     * @param columns in their order
     */
    record Table(String name, List<String> columns) {

        /** {@code "name" ("a","b")}, for COPY. */
        String withColumns() {
            return quoted(name) + " ("
                    + String.join(",", columns.stream().map(Table::quoted).toList()) + ")";
        }

        static String quoted(String name) {
            return "\"" + name.replace("\"", "\"\"") + "\"";
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** The newest migration that has run. */
    static String version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version from " + HISTORY
                        + " where success and version is not null order by installed_rank desc limit 1")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** All tables; those that others refer to come first. */
    static List<Table> tables(Connection connection) throws SQLException {
        Map<String, List<String>> columns = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select c.table_name, c.column_name"
                        + " from information_schema.columns c join information_schema.tables t"
                        + " using (table_schema, table_name) where t.table_schema = 'public' and t.table_type = 'BASE TABLE'"
                        + " and c.is_generated = 'NEVER' order by c.table_name, c.ordinal_position")) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        columns.remove(HISTORY);
        List<Table> ordered = new ArrayList<>();
        Set<String> done = new HashSet<>();
        Map<String, Set<String>> parents = parents(connection);
        for (String name : columns.keySet()) {
            visit(name, columns, parents, done, ordered);
        }
        return ordered;
    }

    private static void visit(
            String name,
            Map<String, List<String>> columns,
            Map<String, Set<String>> parents,
            Set<String> done,
            List<Table> ordered) {
        if (!done.add(name)) {
            return;
        }
        parents.getOrDefault(name, Set.of()).forEach(parent -> visit(parent, columns, parents, done, ordered));
        List<String> own = columns.get(name);
        if (own != null) {
            ordered.add(new Table(name, List.copyOf(own)));
        }
    }

    private static Map<String, Set<String>> parents(Connection connection) throws SQLException {
        Map<String, Set<String>> parents = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select child.relname, parent.relname from pg_constraint c"
                        + " join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid"
                        + " where c.contype = 'f' and child.oid <> parent.oid")) {
            while (rows.next()) {
                parents.computeIfAbsent(rows.getString(1), name -> new TreeSet<>())
                        .add(rows.getString(2));
            }
        }
        return parents;
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "Database[" + url + "]";
    }
}
