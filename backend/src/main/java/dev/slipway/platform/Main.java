package dev.slipway.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the database, when none is named, and then the control plane. */
@QuarkusMain
public final class Main {

    private Main() {}

    /**
     * Runs until the process is told to stop.
     *
     * @throws IOException when the embedded database does not start
     * @throws SQLException when the role the control plane works as cannot be made
     */
    public static void main(String... arguments) throws IOException, SQLException {
        // Before a database is made for a platform that would not start.
        Sites.requireApart(publicUrl(), ofPlatform("apps-domain").orElse("localhost"));
        Optional<String> url = setting("url");
        if (url.isPresent()) {
            takeRole(
                    url.get(),
                    setting("user").orElse("slipway"),
                    setting("password").orElse(""));
            Quarkus.run(arguments);
            return;
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataFolder())) {
            // Read by application.properties; set before the configuration of the application is built.
            System.setProperty("slipway.db.url", database.url());
            System.setProperty("slipway.db.user", database.user());
            System.setProperty("slipway.db.password", database.password());
            takeRole(database.url(), database.user(), database.password());
            Quarkus.run(arguments);
        }
    }

    private static void takeRole(String url, String owner, String password) throws SQLException {
        if (setting("app-user").isEmpty()) {
            DatabaseRole role = DatabaseRole.prepare(url, owner, password);
            System.setProperty("slipway.db.app-user", role.name());
            System.setProperty("slipway.db.app-password", role.password());
        }
    }

    private static Optional<String> setting(String name) {
        return ofPlatform("db." + name);
    }

    private static Path dataFolder() {
        return Path.of(ofPlatform("data").orElse("/var/lib/slipway/control"));
    }

    private static String publicUrl() {
        return ofPlatform("public-url").orElse("http://localhost");
    }

    private static Optional<String> ofPlatform(String name) {
        return ConfigProvider.getConfig().getOptionalValue("slipway." + name, String.class);
    }
}
