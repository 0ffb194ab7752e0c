package dev.slipway.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long an open socket may do nothing. */
@ConfigMapping(prefix = "slipway.sockets")
public interface SocketConfig {

    /** A client that has not even answered three pings is gone. */
    @WithDefault("90s")
    Duration silentFor();

    /** A client that takes nothing of what waits for it holds up a log's reader, or a program's output, for ever. */
    @WithDefault("60s")
    Duration unreadFor();
}
