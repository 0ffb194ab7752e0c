package dev.slipway.host.api.slipway;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.PortProbe;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One try to reach a port: a connection is enough, or, with a path, an HTTP answer that is no server error.
 *
 * @param path null = the connection is enough
 */
record Attempt(int port, @Nullable String path) {
    /** An app that answers later than that does not serve yet. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    Attempt {
        if (path != null && (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~'))) {
            throw EngineException.invalid("invalid field 'path': must start with a slash and have no blanks");
        }
    }

    /** Why it failed; null when it did not. */
    @Nullable
    String failure(@Nullable String address) {
        return address == null
                ? "the container has no address"
                : PortProbe.failure(address, port, Optional.ofNullable(path), TIMEOUT)
                        .orElse(null);
    }
}
