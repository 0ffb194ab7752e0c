package dev.slipway.host.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a container is in its life; the moves between states are {@link Transitions}. */
public sealed interface ContainerState {
    /**
     * Made, never run.
     *
     * @param exitCode 0, or why a start failed: 126 forbidden, 127 not found, 128 anything else
     * @param error what the failed start said
     */
    record Created(int exitCode, @Nullable String error) implements ContainerState {
        public Created() {
            this(0, null);
        }
    }

    record Running(int pid, Instant startedAt, boolean paused) implements ContainerState {}

    /** Ended, and will be started again at {@code next}. */
    record Restarting(int exitCode, boolean oomKilled, Instant finishedAt, Instant next) implements ContainerState {}

    record Exited(int exitCode, boolean oomKilled, @Nullable String error, Instant startedAt, Instant finishedAt)
            implements ContainerState {}

    record Removing() implements ContainerState {}
}
