package dev.slipway.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of signing in. */
@ConfigMapping(prefix = "slipway.identity")
public interface IdentityConfig {

    /** How long a browser stays signed in. */
    @WithDefault("7d")
    Duration sessionLength();

    /** Failed attempts per minute for one account before it answers 429. */
    @WithDefault("5")
    int failuresPerAccount();

    /** Failed attempts per minute from one address before it answers 429; a proxy in front counts as one address. */
    @WithDefault("30")
    int failuresPerAddress();
}
