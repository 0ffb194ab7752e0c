package dev.slipway.source;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings of fetching. */
@ConfigMapping(prefix = "slipway")
public interface SourceConfig {

    /** Host names or addresses which git may use although they are private, for example {@code 127.0.0.1}. */
    Optional<List<String>> allowPrivateGit();
}
