package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The legal moves between states. All others are refused, with Docker's words where its clients may see them.
 *
 * <pre>
 * Created    → Running, Created (failed), Removing
 * Running    → Running (paused, resumed), Exited, Restarting
 * Restarting → Running, Exited (failed or given up), Restarting (failed, tried again)
 * Exited     → Running, Exited (failed), Removing
 * Removing   → nothing
 * </pre>
 */
final class Transitions {
    private final String id;

    /** @param id the container's, for the messages */
    Transitions(String id) {
        this.id = id;
    }

    /** Refuses what a caller may not start: 304 what runs, 409 what is paused or goes away. */
    void requireStartable(ContainerState state) {
        switch (state) {
            case Created c -> {}
            case Exited e -> {}
            case Running r
            when r.paused() -> throw EngineException.conflict("cannot start a paused container, try unpause instead");
            case Running r -> throw notModified();
            case Restarting r -> throw notModified();
            case Removing r -> throw EngineException.conflict("container is marked for removal and cannot be started");
        }
    }

    Running started(ContainerState state, int pid, Instant at) {
        return switch (state) {
            case Created c -> new Running(pid, at, false);
            case Exited e -> new Running(pid, at, false);
            case Restarting r -> new Running(pid, at, false);
            case Running r -> throw refused("start", state);
            case Removing r -> throw refused("start", state);
        };
    }

    /** A start that failed. One never run stays created, as Docker shows it. */
    ContainerState failed(ContainerState state, int exitCode, String error, Instant at) {
        return switch (state) {
            case Created c -> new Created(exitCode, error);
            case Exited e -> new Exited(exitCode, false, error, e.startedAt(), e.finishedAt());
            case Restarting r -> new Exited(exitCode, false, error, r.finishedAt(), at);
            case Running r -> throw refused("fail", state);
            case Removing r -> throw refused("fail", state);
        };
    }

    Running paused(ContainerState state) {
        return switch (state) {
            case Running r when r.paused() -> throw EngineException.conflict("container " + id + " is already paused");
            case Running r -> new Running(r.pid(), r.startedAt(), true);
            case Restarting r ->
                throw EngineException.conflict(
                        "container " + id + " is restarting, wait until the container is running");
            case Created c -> throw notRunning();
            case Exited e -> throw notRunning();
            case Removing r -> throw notRunning();
        };
    }

    Running resumed(ContainerState state) {
        return switch (state) {
            case Running r when r.paused() -> new Running(r.pid(), r.startedAt(), false);
            case Running r -> throw EngineException.conflict("Container " + id + " is not paused");
            case Restarting r -> throw EngineException.conflict("Container " + id + " is not paused");
            case Created c -> throw EngineException.conflict("Container " + id + " is not paused");
            case Exited e -> throw EngineException.conflict("Container " + id + " is not paused");
            case Removing r -> throw EngineException.conflict("Container " + id + " is not paused");
        };
    }

    Exited ended(ContainerState state, int exitCode, boolean oomKilled, Instant at) {
        return ended(state, exitCode, oomKilled, null, at);
    }

    /** @param error why the exit code is not the program's own; null when it is */
    Exited ended(ContainerState state, int exitCode, boolean oomKilled, @Nullable String error, Instant at) {
        return switch (state) {
            case Running r -> new Exited(exitCode, oomKilled, error, r.startedAt(), at);
            case Restarting r -> new Exited(r.exitCode(), oomKilled, null, r.finishedAt(), r.finishedAt());
            case Created c -> throw refused("end", state);
            case Exited e -> throw refused("end", state);
            case Removing r -> throw refused("end", state);
        };
    }

    Restarting restarting(ContainerState state, int exitCode, boolean oomKilled, Instant at, Instant next) {
        return switch (state) {
            case Running r -> new Restarting(exitCode, oomKilled, at, next);
            case Restarting r -> new Restarting(exitCode, oomKilled, at, next);
            case Created c -> throw refused("restart", state);
            case Exited e -> throw refused("restart", state);
            case Removing r -> throw refused("restart", state);
        };
    }

    /** @param label how the message names the container: {@code /name} */
    Removing removing(ContainerState state, String label) {
        return switch (state) {
            case Created c -> new Removing();
            case Exited e -> new Removing();
            case Running r
            when r.paused() -> throw cannotRemove(label, "container is paused and must be unpaused first");
            case Running r ->
                throw cannotRemove(label, "container is running: stop the container before removing or force remove");
            case Restarting r ->
                throw cannotRemove(
                        label, "container is restarting: stop the container before removing or force remove");
            case Removing r -> throw EngineException.conflict("removal of container " + id + " is already in progress");
        };
    }

    /** 409 {@code container x is not running}. */
    EngineException notRunning() {
        return EngineException.conflict("container " + id + " is not running");
    }

    private static EngineException cannotRemove(String label, String why) {
        return EngineException.conflict("cannot remove container \"" + label + "\": " + why);
    }

    private static EngineException notModified() {
        return new EngineException(ErrorKind.NOT_MODIFIED, "container is already running");
    }

    private EngineException refused(String move, ContainerState state) {
        return EngineException.internal(
                "container " + id + " cannot " + move + " from "
                        + state.getClass().getSimpleName(),
                null);
    }
}
