package dev.slipway.backup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.postgresql.PGConnection;

/** Writes a backup while the platform runs: all tables as of one moment, then files that never change once they are there. */
final class Dump {

    private final Database database;
    private final Path data;
    private final MasterKeyMark mark;

    Dump(Database database, Path data, MasterKeyMark mark) {
        this.database = database;
        this.data = data;
        this.mark = mark;
    }

    /** Writes {@code file}, which appears only when it is whole. */
    void write(Path file, Consumer<String> out) throws IOException, SQLException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BackupFailed("no folder for \"" + file + "\"; make it first");
        }
        // It holds hashes of passwords and sealed secrets: nobody else may read it, not even half of it.
        Path fresh = Files.createTempFile(
                folder,
                ".backup",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (TarArchiveOutputStream tar = tar(Files.newOutputStream(fresh));
                    Connection connection = database.connect()) {
                writeTables(tar, connection, folder, out);
                writeFiles(tar, out);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        out.accept("wrote " + file + " (" + (Files.size(file) >> 10) + " KiB)");
        out.accept("NOT in it is the master key: keep " + mark.place()
                + " somewhere else; without it no secret of this backup opens again");
    }

    private static TarArchiveOutputStream tar(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GZIPOutputStream(new BufferedOutputStream(out)), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        return tar;
    }

    private void writeTables(TarArchiveOutputStream tar, Connection connection, Path folder, Consumer<String> out)
            throws IOException, SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        List<Database.Table> tables = Database.tables(connection).stream()
                .filter(table -> !Archive.PASSING.contains(table.name()))
                .toList();
        String version = Database.version(connection);
        writeManifest(tar, version, tables);
        long rows = 0;
        for (Database.Table table : tables) {
            rows += writeTable(tar, connection, table, folder);
        }
        connection.rollback();
        out.accept(tables.size() + " tables with " + rows + " rows of schema version " + version);
    }

    private void writeManifest(TarArchiveOutputStream tar, String version, List<Database.Table> tables)
            throws IOException {
        ObjectNode manifest = JsonMapper.builder().build().createObjectNode();
        manifest.put("format", Archive.FORMAT).put("schema", version).put("masterKey", mark.current());
        ObjectNode columns = manifest.putObject("tables");
        tables.forEach(table -> table.columns().forEach(columns.putArray(table.name())::add));
        byte[] bytes = manifest.toPrettyString().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(Archive.MANIFEST);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** An entry's size stands before its content, so a table goes over a file. */
    private static long writeTable(TarArchiveOutputStream tar, Connection connection, Database.Table table, Path folder)
            throws IOException, SQLException {
        Path rows = Files.createTempFile(
                folder,
                ".table",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            long count;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(rows))) {
                count = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy " + table.withColumns() + " to stdout", out);
            }
            writeFile(tar, rows, Archive.TABLES + table.name());
            return count;
        } finally {
            Files.delete(rows);
        }
    }

    private void writeFiles(TarArchiveOutputStream tar, Consumer<String> out) throws IOException {
        long count = 0;
        for (String name : Archive.FOLDERS) {
            Path root = data.resolve(name);
            if (!Files.isDirectory(root)) {
                continue;
            }
            for (Path file : filesOf(root)) {
                count += writeIfThere(tar, file) ? 1 : 0;
            }
        }
        out.accept(count + " files of " + String.join(" and ", Archive.FOLDERS));
    }

    /** Objects of git last: a ref that is read before them names only what is there. */
    private static List<Path> filesOf(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).endsWith(".lock"))
                    .sorted(Comparator.comparing((Path file) -> file.toString().contains("/objects/"))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    /** What the platform has removed meanwhile is of no row's interest. */
    private boolean writeIfThere(TarArchiveOutputStream tar, Path file) throws IOException {
        Path copy = Files.createTempFile(
                file.getFileSystem().getPath(System.getProperty("java.io.tmpdir")), "slipway", ".copy");
        try {
            if (!Files.exists(file)) {
                return false;
            }
            // A file may grow while it is written, and its size stands before it.
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            writeFile(tar, copy, Archive.FILES + data.relativize(file));
            return true;
        } finally {
            Files.delete(copy);
        }
    }

    private static void writeFile(TarArchiveOutputStream tar, Path file, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(file));
        entry.setMode(0600);
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }
}
