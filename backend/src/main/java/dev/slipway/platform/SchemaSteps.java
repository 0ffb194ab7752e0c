package dev.slipway.platform;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A version of the platform starts on the schema of a newer one: that is how an upgrade is taken back. Migrations only add, so
 * it finds everything that it knows.
 */
@ApplicationScoped
class SchemaSteps implements FlywayConfigurationCustomizer {

    /** Applied by a newer version, and unknown here. */
    private static final String OF_NEWER_VERSIONS = "*:future";

    @Override
    public void customize(FluentConfiguration configuration) {
        tolerateNewer(configuration);
    }

    static FluentConfiguration tolerateNewer(FluentConfiguration configuration) {
        return configuration.ignoreMigrationPatterns(OF_NEWER_VERSIONS);
    }
}
