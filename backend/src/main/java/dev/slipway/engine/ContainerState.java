package dev.slipway.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a container is.
 *
 * @param id of the container
 * @param status created, running, or exited
 * @param startedAt of the last start
 * @param finishedAt of the last end
 * @param exitCode of the last end, 0 before
 * @param oomKilled whether the last end was the memory limit's doing
 * @param restarts how often the engine has started it again
 */
public record ContainerState(
        String id,
        Status status,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        boolean oomKilled,
        int restarts) {

    /** The states that make a difference here. */
    public enum Status {
        /** Made, never started. */
        CREATED,
        /** Runs, frozen or not. */
        RUNNING,
        /** Between two tries of the restart policy. */
        RESTARTING,
        /** Ended. */
        EXITED
    }

    /** Whether its process is there. */
    public boolean running() {
        return status == Status.RUNNING;
    }
}
