package dev.slipway.build;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the build queue. */
@ConfigMapping(prefix = "slipway.build")
public interface BuildConfig {

    /** Builds at once; the engine limits what each may use. */
    @WithDefault("2")
    int parallel();
}
