package dev.slipway.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the database, when none is named, and then the control plane. */
@QuarkusMain
public final class Main {

    private Main() {}

    /**
     * Runs until the process is told to stop.
     *
     * @throws IOException when the embedded database does not start
     */
    public static void main(String... arguments) throws IOException {
        if (ConfigProvider.getConfig()
                .getOptionalValue("slipway.db.url", String.class)
                .isPresent()) {
            Quarkus.run(arguments);
            return;
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataFolder())) {
            // Read by application.properties; set before the configuration of the application is built.
            System.setProperty("slipway.db.url", database.url());
            System.setProperty("slipway.db.user", database.user());
            System.setProperty("slipway.db.password", database.password());
            Quarkus.run(arguments);
        }
    }

    private static Path dataFolder() {
        return Path.of(ConfigProvider.getConfig()
                .getOptionalValue("slipway.data", String.class)
                .orElse("/var/lib/slipway/control"));
    }
}
