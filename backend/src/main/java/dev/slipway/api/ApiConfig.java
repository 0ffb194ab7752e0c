package dev.slipway.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of all doors. */
@ConfigMapping(prefix = "slipway.api")
interface ApiConfig {

    /** Requests that one credential, or one address without any, may make in a minute. */
    @WithDefault("6000")
    int requestsPerMinute();
}
