package dev.slipway.recording;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of terminals is kept; {@code SLIPWAY_RECORDINGS_KEEP} and so on. */
@ConfigMapping(prefix = "slipway.recordings")
public interface RecordingConfig {

    /** How long a recording is kept after its end. */
    @WithDefault("30d")
    Duration keep();

    /** Bytes of one recording, 8 MiB: whoever has filled it loses the terminal, for nobody is to go on unseen. */
    @WithDefault("8388608")
    long bytes();

    /** Bytes of all recordings of a team, 512 MiB: the oldest go first. */
    @WithDefault("536870912")
    long teamBytes();
}
