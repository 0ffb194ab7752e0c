package dev.slipway.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a version of the platform relies on in a database.
 *
 * @param columns by {@code table.column}
 * @param rules by {@code table.name}: constraints and unique indexes, each with what it says
 */
record SchemaCatalog(Map<String, Column> columns, Map<String, String> rules) {

    /** A column's type, whether it may stay empty, and whether it fills itself. */
    record Column(String type, boolean nullable, boolean defaulted) {

        /** Whether somebody who does not know it can write rows. */
        boolean optional() {
            return nullable || defaulted;
        }
    }

    static SchemaCatalog of(Connection connection) throws SQLException {
        Map<String, Column> columns = new TreeMap<>();
        read(
                connection,
                "select table_name || '.' || column_name, udt_name, is_nullable = 'YES',"
                        + " column_default is not null or is_identity = 'YES' from information_schema.columns"
                        + " where table_schema = 'public' and table_name <> 'flyway_schema_history'",
                row -> columns.put(
                        row.getString(1), new Column(row.getString(2), row.getBoolean(3), row.getBoolean(4))));
        Map<String, String> rules = new TreeMap<>();
        read(
                connection,
                "select conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint"
                        + " where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'x', 'p')"
                        + " union all select indrelid::regclass || '.' || indexrelid::regclass, pg_get_indexdef(indexrelid)"
                        + " from pg_index where indisunique and indrelid in"
                        + " (select oid from pg_class where relnamespace = 'public'::regnamespace)",
                row -> rules.put(row.getString(1), row.getString(2)));
        return new SchemaCatalog(columns, rules);
    }

    /** What in {@code newer} breaks whoever knows only this one; empty when nothing does. */
    List<String> brokenBy(SchemaCatalog newer) {
        List<String> broken = new ArrayList<>();
        columns.forEach((name, column) -> {
            Column now = newer.columns.get(name);
            if (now == null) {
                broken.add(name + " is gone");
            } else if (!now.type.equals(column.type)) {
                broken.add(name + " is " + now.type + " instead of " + column.type);
            } else if (column.optional() && !now.optional()) {
                broken.add(name + " must be written now");
            }
        });
        newer.columns.forEach((name, column) -> {
            if (!columns.containsKey(name) && knows(tableOf(name)) && !column.optional()) {
                broken.add(name + " must be written and is not known");
            }
        });
        newer.rules.forEach((name, rule) -> {
            if (!rules.containsKey(name)
                    && knows(tableOf(name))
                    && newer.isAboutOldColumnsOnly(tableOf(name), rule, this)) {
                broken.add(name + " refuses rows: " + rule);
            }
        });
        return broken;
    }

    private boolean knows(String table) {
        return columns.keySet().stream().anyMatch(column -> tableOf(column).equals(table));
    }

    /** A rule about a column that came with it holds for those who leave the column empty. */
    private boolean isAboutOldColumnsOnly(String table, String rule, SchemaCatalog older) {
        return columns.keySet().stream()
                .filter(column -> tableOf(column).equals(table) && !older.columns.containsKey(column))
                .map(column -> column.substring(table.length() + 1))
                .noneMatch(column -> rule.matches("(?s).*\\b" + column + "\\b.*"));
    }

    private static String tableOf(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private interface EachRow {
        void take(ResultSet row) throws SQLException;
    }

    private static void read(Connection connection, String query, EachRow each) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                each.take(rows);
            }
        }
    }
}
