package dev.slipway.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the engine is. */
@ConfigMapping(prefix = "slipway.engine")
public interface EngineConfig {

    /** The engine's policy-checked socket. */
    @WithDefault("/run/slipway/tenant.sock")
    Path socket();
}
