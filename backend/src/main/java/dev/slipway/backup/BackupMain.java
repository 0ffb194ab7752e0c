package dev.slipway.backup;

import dev.slipway.platform.EmbeddedDatabase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** {@code backup FILE} and {@code restore FILE [MASTER-KEY-FILE]}, with the control plane's own settings around it. */
public final class BackupMain {

    private static final int WRONG = 64;
    private static final int FAILED = 1;

    private BackupMain() {}

    /** Runs one of the two and exits. */
    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(System.getenv(), out, err, arguments));
    }

    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length < 2 || arguments.length > 3) {
            err.println("slipway: give \"backup FILE\" or \"restore FILE [MASTER-KEY-FILE]\"");
            return WRONG;
        }
        Path data = Path.of(environment.getOrDefault("SLIPWAY_DATA", "/var/lib/slipway/control"));
        Path file = Path.of(arguments[1]);
        try {
            Database database = database(environment, data);
            MasterKeyMark mark = new MasterKeyMark(data, environment);
            switch (arguments[0]) {
                case "backup" -> new Dump(database, data, mark).write(file, out::println);
                case "restore" -> {
                    Optional<Path> key = arguments.length == 3 ? Optional.of(Path.of(arguments[2])) : Optional.empty();
                    new Load(database, data, mark).read(file, key, out::println);
                }
                default -> throw new BackupFailed("unknown order \"" + arguments[0] + "\"; give backup or restore");
            }
            return 0;
        } catch (BackupFailed failure) {
            err.println("slipway: " + failure.getMessage());
            return FAILED;
        } catch (SQLException failure) {
            err.println("slipway: the database refuses: " + failure.getMessage());
            return FAILED;
        } catch (IOException failure) {
            err.println("slipway: " + arguments[0] + " of \"" + file + "\" failed: " + failure);
            return FAILED;
        }
    }

    private static Database database(Map<String, String> environment, Path data) throws IOException {
        String url = environment.get("SLIPWAY_DB_URL");
        if (url != null && !url.isEmpty()) {
            return new Database(
                    url,
                    environment.getOrDefault("SLIPWAY_DB_USER", "slipway"),
                    environment.getOrDefault("SLIPWAY_DB_PASSWORD", ""));
        }
        return EmbeddedDatabase.running(data)
                .map(found -> new Database(found.url(), found.user(), found.password()))
                .orElseThrow(() -> new BackupFailed("the embedded database does not run; start the platform first"));
    }
}
