package dev.slipway.support;

import dev.slipway.platform.DatabaseRole;
import dev.slipway.platform.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real database and a data folder, thrown away afterwards. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {

    /** The one Origin that is ours in tests. */
    public static final String ORIGIN = "http://console.test";

    @Nullable
    private EmbeddedDatabase database;

    @Nullable
    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("slipway-test");
            database = EmbeddedDatabase.start(folder);
            Map<String, String> settings = new HashMap<>();
            settings.put("slipway.data", folder.toString());
            settings.put("slipway.db.url", database.url());
            settings.put("slipway.db.user", database.user());
            settings.put("slipway.db.password", database.password());
            DatabaseRole role = DatabaseRole.prepare(database.url(), database.user(), database.password());
            settings.put("slipway.db.app-user", role.name());
            settings.put("slipway.db.app-password", role.password());
            settings.put("slipway.public-url", ORIGIN);
            settings.put("slipway.allow-private-git", "127.0.0.1");
            settings.put("quarkus.http.test-port", "0");
            return settings;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        try {
            if (database != null) {
                database.close();
            }
            if (folder != null) {
                remove(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
