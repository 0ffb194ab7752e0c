package dev.slipway.host.exec;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.container.ContainerExec;
import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.container.Containers.OutputSink;
import dev.slipway.host.container.ExecPlace;
import dev.slipway.host.container.Neighbours;
import dev.slipway.host.container.Supervisor;
import dev.slipway.host.logs.FanOut;
import dev.slipway.host.logs.Tap;
import dev.slipway.host.spec.ProcessSpec;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link Execs} on this host. Sessions live in memory: after an engine restart their ids are unknown, as with Docker. */
public final class ExecSessions implements Execs {
    /** How long the answer of a session that ended can be asked for. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** Sessions known at once; a client that makes them without starting them must not fill the memory. */
    private static final int MOST = 4096;

    /** An exec may wait long for a client that reads on later (a pager): only its own process waits. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Supervisor containers;
    private final Neighbours neighbours;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Ids ids = new Ids();

    public ExecSessions(Supervisor containers, Neighbours neighbours) {
        this.containers = containers;
        this.neighbours = neighbours;
    }

    @Override
    public String create(String tenant, String container, Request request) {
        if (request.cmd().isEmpty()) {
            throw EngineException.invalid("no exec command specified");
        }
        ExecPlace place = containers.execPlace(tenant, container);
        forgetOld();
        String id = ids.next();
        sessions.put(id, new Session(id, place, request));
        place.events().accept("exec_create: " + String.join(" ", request.cmd()), Map.of("execID", id));
        return id;
    }

    @Override
    public Attached start(
            String tenant,
            String execId,
            @Nullable InputStream stdin,
            @Nullable OutputSink out,
            int columns,
            int rows) {
        Session session = require(tenant, execId);
        // The container may have ended, or been paused, since the session was made.
        ExecPlace place =
                containers.execPlace(session.place().tenant(), session.place().containerId());
        session.claim();
        FanOut clients = new FanOut(PATIENCE);
        Tap tap = clients.add(
                out == null ? (stream, bytes) -> {} : (stream, bytes) -> out.write(stream, bytes, 0, bytes.length));
        ContainerExec exec;
        try {
            exec = ContainerExec.start(
                    neighbours.starter(),
                    neighbours.logs(),
                    place.running(),
                    ExecProcess.of(
                            session.request(), place.running().spec().process(), new ProcessSpec.Size(columns, rows)),
                    place.folder().resolve(execId),
                    clients);
        } catch (RuntimeException e) {
            session.failed(e, neighbours.clock().instant());
            tap.close();
            throw e;
        }
        session.started(exec);
        place.events()
                .accept("exec_start: " + String.join(" ", session.request().cmd()), Map.of("execID", execId));
        CompletableFuture<Void> recorded = exec.ended().thenAccept(status -> {
            session.ended(status.code(), neighbours.clock().instant());
            place.events().accept("exec_die", Map.of("execID", execId, "exitCode", String.valueOf(status.code())));
        });
        return new Connection(session, exec, tap, stdin, recorded);
    }

    @Override
    public void resize(String tenant, String execId, int columns, int rows) {
        ContainerExec exec = require(tenant, execId).running();
        if (exec == null) {
            throw EngineException.conflict("exec " + execId + " is not running");
        }
        exec.process().resize(columns, rows);
    }

    @Override
    public Status status(String tenant, String execId) {
        return require(tenant, execId).status();
    }

    private Session require(String tenant, String execId) {
        Session session = sessions.get(execId);
        if (session == null || !(tenant.isEmpty() || session.place().tenant().equals(tenant))) {
            throw EngineException.notFound("No such exec instance: " + execId);
        }
        return session;
    }

    private void forgetOld() {
        Instant before = neighbours.clock().instant().minus(KEPT);
        sessions.values().removeIf(session -> session.overSince(before));
        if (sessions.size() >= MOST) {
            throw EngineException.conflict("cannot make another exec: " + MOST + " are known already; use those made");
        }
    }
}
