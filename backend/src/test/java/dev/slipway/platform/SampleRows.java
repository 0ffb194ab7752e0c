package dev.slipway.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One row in each table, with nothing in it but what a version of the platform must write, as that version knows it. */
final class SampleRows {

    /** As PostgreSQL writes foreign keys. */
    private static final Pattern POINTS = Pattern.compile("^FOREIGN KEY \\((.+?)\\) REFERENCES (\\w+)\\((.+?)\\)");

    /** A check of the table asks for one of two that may be empty. */
    private static final Set<String> ALSO = Set.of("variable.plain");

    private final Connection connection;
    private final SchemaCatalog known;

    SampleRows(Connection connection, SchemaCatalog known) {
        this.connection = connection;
        this.known = known;
    }

    /** Adds a row to every table; those that point to others come after them. */
    void add() throws SQLException {
        Deque<String> tables = new ArrayDeque<>(tables());
        Map<String, String> written = new TreeMap<>();
        Map<String, String> refusals = new TreeMap<>();
        while (!tables.isEmpty()) {
            String table = tables.removeFirst();
            String refused = insert(table, written);
            if (refused == null) {
                refusals.clear();
            } else if (refusals.put(table, refused) == null) {
                tables.addLast(table);
            } else {
                throw new AssertionError("no rows: " + refusals);
            }
        }
    }

    /** What is in the columns that this version knows, a line for each row. */
    List<String> contents() throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String table : tables()) {
            String columns = String.join(", ", columnsOf(table).keySet());
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("select row(" + columns + ")::text from " + table + " order by 1")) {
                while (rows.next()) {
                    lines.add(table + " " + rows.getString(1));
                }
            }
        }
        return lines;
    }

    private List<String> tables() {
        return known.columns().keySet().stream()
                .map(column -> column.substring(0, column.indexOf('.')))
                .distinct()
                .toList();
    }

    private Map<String, SchemaCatalog.Column> columnsOf(String table) {
        Map<String, SchemaCatalog.Column> columns = new TreeMap<>();
        known.columns().forEach((name, column) -> {
            if (name.startsWith(table + ".")) {
                columns.put(name.substring(table.length() + 1), column);
            }
        });
        return columns;
    }

    /** Null when it was taken, else why not. */
    private @Nullable String insert(String table, Map<String, String> written) {
        Map<String, String> row = new TreeMap<>();
        String id = UUID.randomUUID().toString();
        columnsOf(table).forEach((name, column) -> {
            if (!column.optional() || ALSO.contains(table + "." + name)) {
                String target = written.get(target(table, name));
                row.put(name, target == null ? value(table, name, column.type(), id) : target);
            }
        });
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into " + table + " (" + String.join(", ", row.keySet()) + ") values ("
                    + String.join(", ", row.values()) + ")");
        } catch (SQLException refused) {
            return refused.getMessage();
        }
        row.forEach((name, value) -> written.put(table + "." + name, value));
        return null;
    }

    private static String value(String table, String name, String type, String id) {
        return switch (type) {
            case "uuid" -> "'" + id + "'";
            case "text", "varchar" -> "'" + name + " " + id.substring(0, 8) + "'";
            case "timestamptz" -> "now()";
            case "bool" -> "true";
            case "bytea" -> "'\\x" + id.replace("-", "") + "'";
            case "numeric" -> "1";
            case "int4", "int8", "int2" -> String.valueOf(Math.abs(id.hashCode() % 10_000));
            default -> throw new AssertionError("no value for " + table + "." + name + " of type " + type);
        };
    }

    /** What a column points to, {@code table.column}; empty for nothing. */
    private String target(String table, String name) {
        for (Map.Entry<String, String> rule : known.rules().entrySet()) {
            Matcher points = POINTS.matcher(rule.getValue());
            if (rule.getKey().startsWith(table + ".") && points.find()) {
                int place = List.of(points.group(1).split(", ", -1)).indexOf(name);
                if (place >= 0) {
                    return points.group(2) + "." + points.group(3).split(", ", -1)[place];
                }
            }
        }
        return "";
    }
}
