package dev.slipway.support;

import dev.slipway.platform.DatabaseRole;
import dev.slipway.platform.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real database and a data folder, thrown away afterwards. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {

    /** The one Origin that is ours in tests. */
    public static final String ORIGIN = "http://console.test";

    @Nullable
    private EmbeddedDatabase database;

    @Nullable
    private Path folder;

    /** For a run that is told to end in the middle: nobody calls {@link #stop} then, and the server is no child of ours. */
    private final Thread atExit = new Thread(this::end, "end of the surroundings");

    @Override
    public Map<String, String> start() {
        try {
            Leftovers.remove();
            folder = Leftovers.claim(Files.createTempDirectory(Leftovers.PREFIX));
            Runtime.getRuntime().addShutdownHook(atExit);
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
            settings.put("slipway.recordings.bytes", "200000");
            settings.put("slipway.recordings.team-bytes", "250000");
            // All tests come from one address, and some of them guess; the limit itself has a test of its own.
            settings.put("slipway.identity.failures-per-address", "10000");
            // Nobody shall wait a minute for a reader that has stopped.
            settings.put("slipway.sockets.unread-for", "2s");
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
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            return; // the hook is at it
        }
        end();
    }

    private void end() {
        try {
            if (database != null) {
                database.close();
            }
            if (folder != null) {
                Leftovers.remove(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
