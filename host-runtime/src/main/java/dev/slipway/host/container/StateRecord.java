package dev.slipway.host.container;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ContainerState} as kept in {@code state.json}, with what must survive beside it. Flat, so that a newer engine
 * reads an older one's.
 *
 * @param kind created, running, paused, restarting, exited, removing
 * @param stoppedByUser a person asked for the stop: "unless-stopped" does not start it again at boot
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record StateRecord(
        String kind,
        int pid,
        int exitCode,
        boolean oomKilled,
        @Nullable String error,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        boolean stoppedByUser,
        int restartCount) {
    static StateRecord of(ContainerState state, boolean stoppedByUser, int restarts) {
        return switch (state) {
            case Created c ->
                new StateRecord("created", 0, c.exitCode(), false, c.error(), null, null, stoppedByUser, restarts);
            case Running r ->
                new StateRecord(
                        r.paused() ? "paused" : "running",
                        r.pid(),
                        0,
                        false,
                        null,
                        r.startedAt().toString(),
                        null,
                        stoppedByUser,
                        restarts);
            case Restarting r ->
                new StateRecord(
                        "restarting",
                        0,
                        r.exitCode(),
                        r.oomKilled(),
                        null,
                        null,
                        r.finishedAt().toString(),
                        stoppedByUser,
                        restarts);
            case Exited e ->
                new StateRecord(
                        "exited",
                        0,
                        e.exitCode(),
                        e.oomKilled(),
                        e.error(),
                        e.startedAt().toString(),
                        e.finishedAt().toString(),
                        stoppedByUser,
                        restarts);
            case Removing r -> new StateRecord("removing", 0, 0, false, null, null, null, stoppedByUser, restarts);
        };
    }

    /** A restart that was pending is due at once. */
    ContainerState state() {
        return switch (kind) {
            case "created" -> new Created(exitCode, error);
            case "running", "paused" -> new Running(pid, time(startedAt), kind.equals("paused"));
            case "restarting" -> new Restarting(exitCode, oomKilled, time(finishedAt), time(finishedAt));
            case "removing" -> new Removing();
            default -> new Exited(exitCode, oomKilled, error, time(startedAt), time(finishedAt));
        };
    }

    private static Instant time(@Nullable String text) {
        return text == null ? Instant.EPOCH : Instant.parse(text);
    }
}
