package dev.slipway.registry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The same for every team, from the settings. */
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
