package dev.slipway.host.exec;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerExec;
import dev.slipway.host.container.ExecPlace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One exec from its making to its end. Made → Starting → Running → Over, and never back. */
final class Session {
    /** What a shell says of a program that is there and cannot be run; Docker says it of every other failure, too. */
    private static final int FORBIDDEN = 126;

    private static final int NOT_FOUND = 127;

    private final String id;
    private final ExecPlace place;
    private final Execs.Request request;
    private State state = new Made();

    /** Where a session is. */
    sealed interface State {}

    private record Made() implements State {}

    private record Starting() implements State {}

    private record Running(ContainerExec exec) implements State {}

    private record Over(int exitCode, Instant at) implements State {}

    Session(String id, ExecPlace place, Execs.Request request) {
        this.id = id;
        this.place = place;
        this.request = request;
    }

    ExecPlace place() {
        return place;
    }

    Execs.Request request() {
        return request;
    }

    /** One caller may start it; 409 for all others. */
    synchronized void claim() {
        switch (state) {
            case Made made -> state = new Starting();
            case Starting s -> throw alreadyRunning();
            case Running r -> throw alreadyRunning();
            case Over over -> throw EngineException.conflict("exec command " + id + " has already run");
        }
    }

    private EngineException alreadyRunning() {
        return EngineException.conflict("Error: Exec command " + id + " is already running");
    }

    synchronized void started(ContainerExec exec) {
        if (state instanceof Starting) {
            state = new Running(exec);
        }
    }

    synchronized void failed(RuntimeException e, Instant at) {
        String message = String.valueOf(e.getMessage());
        boolean missing =
                message.contains("executable file not found") || message.contains("no such file or directory");
        state = new Over(missing ? NOT_FOUND : FORBIDDEN, at);
    }

    synchronized void ended(int exitCode, Instant at) {
        state = new Over(exitCode, at);
    }

    synchronized @Nullable ContainerExec running() {
        return state instanceof Running(ContainerExec exec) ? exec : null;
    }

    /** Whether its answer has been there since before {@code moment}, or its container is gone. */
    synchronized boolean overSince(Instant moment) {
        return switch (state) {
            case Over over -> over.at().isBefore(moment);
            case Made made -> place.running().first().exit().isDone();
            case Starting s -> false;
            case Running r -> false;
        };
    }

    synchronized Execs.Status status() {
        Integer exitCode = state instanceof Over(int code, Instant at) ? code : null;
        ContainerExec exec = running();
        boolean running = exec != null || state instanceof Starting;
        return new Execs.Status(
                id,
                place.containerId(),
                request,
                running,
                exitCode,
                exec == null ? 0 : exec.process().pid());
    }
}
