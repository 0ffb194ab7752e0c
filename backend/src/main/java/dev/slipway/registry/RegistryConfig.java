package dev.slipway.registry;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the registry. */
@ConfigMapping(prefix = "slipway.registry")
public interface RegistryConfig {

    /** Uploads are refused while less is free on the data folder's disk: the database writes there too. */
    @WithDefault("1G")
    MemorySize keepFree();

    /** An upload nobody went on with is removed after this time. */
    @WithDefault("24h")
    Duration uploadsFor();

    /** A blob no manifest names is kept so long after it was last pushed, mounted or asked for. */
    @WithDefault("1h")
    Duration unusedFor();

    /** How often what is not used is looked for. */
    @WithDefault("15m")
    String collectEvery();

    /** How the engine reaches this registry; plain HTTP is spoken to this machine itself only. */
    @WithDefault("127.0.0.1:${slipway.http-port:8080}")
    String engineHost();

    /** So many of an app's newest releases keep their image in the registry. */
    @WithDefault("20")
    int keepReleases();

    /** How long a token from {@code /v2/token} holds; what its owner may do is asked anew each time. */
    @WithDefault("10m")
    Duration tokenFor();
}
