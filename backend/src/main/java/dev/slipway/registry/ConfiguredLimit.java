package dev.slipway.registry;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The same for every team, from the settings; stands back for any other. */
@DefaultBean
@ApplicationScoped
class ConfiguredLimit implements StorageLimit {

    private final RegistryConfig config;

    ConfiguredLimit(RegistryConfig config) {
        this.config = config;
    }

    @Override
    public long bytes(UUID team) {
        return config.teamBytes().asLongValue();
    }
}
