package dev.slipway.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.postgresql.PGConnection;

/** Reads a backup into a platform that nobody has claimed yet; all tables in one transaction, or nothing. */
final class Load {

    private final Database database;
    private final Path data;
    private final MasterKeyMark mark;

    Load(Database database, Path data, MasterKeyMark mark) {
        this.database = database;
        this.data = data;
        this.mark = mark;
    }

    void read(Path file, Optional<Path> masterKey, Consumer<String> out) throws IOException, SQLException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file))),
                        StandardCharsets.UTF_8.name());
                Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            JsonNode manifest = manifest(tar, file);
            requireEmpty(connection);
            Map<String, Database.Table> tables = matching(connection, manifest);
            clear(connection);
            long rows = 0;
            long files = 0;
            TarArchiveEntry entry;
            Map<String, Path> waiting = new HashMap<>();
            try {
                while ((entry = tar.getNextEntry()) != null) {
                    if (entry.getName().startsWith(Archive.TABLES)) {
                        String name = entry.getName().substring(Archive.TABLES.length());
                        rows += copyIn(connection, required(tables, name), tar);
                    } else if (entry.getName().startsWith(Archive.FILES)) {
                        files += place(entry.getName().substring(Archive.FILES.length()), tar, waiting);
                    }
                }
                requireKey(manifest, masterKey);
                for (Map.Entry<String, Path> placed : waiting.entrySet()) {
                    settle(placed.getValue(), data.resolve(placed.getKey()));
                }
                connection.commit();
            } finally {
                for (Path left : waiting.values()) {
                    Files.deleteIfExists(left);
                }
            }
            Files.deleteIfExists(data.resolve("claim-token"));
            out.accept("restored " + rows + " rows and " + files + " files of schema version "
                    + manifest.path("schema").asText());
        }
    }

    private static JsonNode manifest(TarArchiveInputStream tar, Path file) throws IOException {
        TarArchiveEntry first = tar.getNextEntry();
        if (first == null || !first.getName().equals(Archive.MANIFEST)) {
            throw new BackupFailed("\"" + file + "\" is no backup of this platform");
        }
        JsonNode manifest = JsonMapper.builder().build().readTree(tar.readAllBytes());
        if (manifest.path("format").asInt() != Archive.FORMAT) {
            throw new BackupFailed(
                    "\"" + file + "\" has format " + manifest.path("format").asText()
                            + ", which this version does not know; use the version that wrote it");
        }
        return manifest;
    }

    private static void requireEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Nobody claims it while we look.
            statement.execute("lock table account in access exclusive mode");
            try (ResultSet row = statement.executeQuery("select count(*) from account")) {
                row.next();
                if (row.getLong(1) > 0) {
                    throw new BackupFailed("this platform is in use; restore into a new one (./slipway down --purge"
                            + " removes this one with everything it has)");
                }
            }
        }
    }

    /** Every table and column of the backup must be there; what this version has besides gets its defaults. */
    private static Map<String, Database.Table> matching(Connection connection, JsonNode manifest) throws SQLException {
        Map<String, Database.Table> here = new HashMap<>();
        Database.tables(connection).forEach(table -> here.put(table.name(), table));
        Map<String, Database.Table> tables = new HashMap<>();
        for (Map.Entry<String, JsonNode> wanted : manifest.path("tables").properties()) {
            List<String> columns = new ArrayList<>();
            wanted.getValue().forEach(column -> columns.add(column.asText()));
            Database.Table own = here.get(wanted.getKey());
            if (own == null || !own.columns().containsAll(columns)) {
                throw new BackupFailed("the backup is of schema version "
                        + manifest.path("schema").asText() + " and has table \"" + wanted.getKey()
                        + "\" in a form that version " + Database.version(connection)
                        + " does not have; restore with the version that wrote it");
            }
            tables.put(wanted.getKey(), new Database.Table(wanted.getKey(), List.copyOf(columns)));
        }
        return tables;
    }

    /** What the new platform has made for itself at its first start gives way, children first. */
    private static void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Database.Table table : Database.tables(connection).reversed()) {
                String name = Database.Table.quoted(table.name());
                try (ResultSet row = statement.executeQuery("select exists (select from " + name + ")")) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        continue;
                    }
                }
                statement.execute("delete from " + name);
            }
        }
    }

    private static long copyIn(Connection connection, Database.Table table, TarArchiveInputStream tar)
            throws IOException, SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table.withColumns() + " from stdin", tar);
    }

    private static Database.Table required(Map<String, Database.Table> tables, String name) {
        Database.Table table = tables.get(name);
        if (table == null) {
            throw new BackupFailed("the backup has a table \"" + name + "\" that its manifest does not name");
        }
        return table;
    }

    private void requireKey(JsonNode manifest, Optional<Path> masterKey) throws IOException {
        String wanted = manifest.path("masterKey").asText();
        if (masterKey.isPresent()) {
            mark.install(masterKey.get(), wanted);
        } else if (!mark.has(wanted)) {
            throw new BackupFailed("the backup's secrets are sealed with another master key than this platform has;"
                    + " name the file that has it: ./slipway restore FILE MASTER-KEY-FILE");
        }
    }

    /** Keeps a file beside its place until everything else is right; names never lead out of the kept folders. */
    private long place(String name, TarArchiveInputStream tar, Map<String, Path> waiting) throws IOException {
        Path target = data.resolve(name).normalize();
        boolean inside = Archive.FOLDERS.stream().anyMatch(folder -> target.startsWith(data.resolve(folder)));
        if (!inside || name.contains("..")) {
            throw new BackupFailed("the backup has a file \"" + name + "\" where none belongs");
        }
        Path fresh = Files.createTempFile(
                data,
                ".restore",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        waiting.put(name, fresh);
        Files.copy(tar, fresh, StandardCopyOption.REPLACE_EXISTING);
        return 1;
    }

    private static void settle(Path fresh, Path target) throws IOException {
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
