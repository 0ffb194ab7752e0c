package dev.slipway.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the whole control plane; each is also an environment variable, {@code SLIPWAY_DATA} and so on. */
@ConfigMapping(prefix = "slipway")
public interface PlatformConfig {

    /** Folder of everything that is kept: embedded database, keys, work folders. */
    @WithDefault("/var/lib/slipway/control")
    Path data();

    /** Port the console and the API listen on. */
    @WithDefault("8080")
    int httpPort();

    /** Address people type to reach the console; decides the cookie's name and which Origin is ours. */
    @WithDefault("http://localhost:${slipway.http-port:8080}")
    String publicUrl();

    /** Domain under which apps get their names. */
    @WithDefault("localhost")
    String appsDomain();

    /** Port of the router in front of apps. */
    @WithDefault("8000")
    int appsPort();

    /** Base64 of 32 bytes which wrap the keys of secrets; absent: a file. */
    Optional<String> masterKey();

    /** The master key before that one, while keys are still wrapped by it. */
    Optional<String> masterKeyPrevious();

    /** File with the master key in its first line, older ones below; absent: one in the data folder, made on first start. */
    Optional<Path> masterKeyFile();
}
