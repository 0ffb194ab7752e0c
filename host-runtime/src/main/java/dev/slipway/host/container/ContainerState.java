package dev.slipway.host.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a container is in its life; transitions are methods of the package. */
public sealed interface ContainerState {
    /** Made, never started. */
    record Created() implements ContainerState {}

    record Running(int pid, Instant startedAt, boolean paused) implements ContainerState {}

    /** Ended, and will be started again at {@code next}. */
    record Restarting(int exitCode, Instant finishedAt, Instant next) implements ContainerState {}

    record Exited(int exitCode, boolean oomKilled, @Nullable String error, Instant startedAt, Instant finishedAt)
            implements ContainerState {}

    record Removing() implements ContainerState {}
}
