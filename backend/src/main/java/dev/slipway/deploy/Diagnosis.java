package dev.slipway.deploy;

import dev.slipway.app.MemorySize;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.LogFeed;
import dev.slipway.platform.Masks;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Why an instance does not serve, in one sentence with what to do. */
final class Diagnosis {

    private static final int LONGEST_LINE = 300;

    private final Engine engine;
    private final UUID teamId;
    private final long memory;
    private final Masks masks;

    Diagnosis(Engine engine, UUID teamId, long memory, Masks masks) {
        this.masks = masks;
        this.engine = engine;
        this.teamId = teamId;
        this.memory = memory;
    }

    /** After a probe that did not succeed. */
    String ofProbe(String container, int port, Duration limit, String reason) {
        Optional<ContainerState> state = engine.inspect(teamId, container);
        if (state.isEmpty()) {
            return "the instance's container disappeared while it started; deploy again";
        }
        ContainerState seen = state.get();
        if (seen.oomKilled()) {
            return memoryReached();
        }
        if (!seen.running() || seen.restarts() > 0) {
            return exited(container, seen);
        }
        String why = reason.isBlank() ? "" : " (" + reason + ")";
        return "port " + port + " did not open within " + limit.toSeconds() + " s" + why
                + "; listen on 0.0.0.0 and the port in $PORT, or set the app's port";
    }

    /** Of an instance that is not running. */
    String exited(String container, ContainerState state) {
        if (state.oomKilled()) {
            return memoryReached();
        }
        return "exited with code " + state.exitCode()
                + lastLine(container).map(line -> ": \"" + line + "\"").orElse(", and wrote nothing")
                + "; see the app's log";
    }

    private String memoryReached() {
        return "memory limit of " + MemorySize.text(memory) + " reached; raise memory";
    }

    private Optional<String> lastLine(String container) {
        try (LogFeed feed = engine.logs(teamId, container, null, 1, false)) {
            return Optional.ofNullable(feed.next())
                    .map(entry -> masks.hide(entry.text(), entry.cut()))
                    .map(text -> text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text);
        } catch (EngineFailure noLog) {
            return Optional.empty();
        }
    }
}
