package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.logs.ContainerLog;
import dev.slipway.host.network.Networks.Network;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Containers} on this host: finds the container and lets the class for the act do it. */
public final class Supervisor implements Containers, AutoCloseable {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final Roster roster = new Roster();
    private final Timers timers = new Timers();
    private final ContainerEvents events;
    private final Creation creation;
    private final Starting starting;
    private final Ending ending;
    private final Stopping stopping;
    private final Removal removal;
    private final Attaching attaching;
    private final Commits commits;
    private final Exports exports;
    private final Connecting connecting;

    /**
     * @param dataRoot durable; holds {@code containers/}
     * @param runRoot on tmpfs; holds {@code containers/}
     */
    public Supervisor(Path dataRoot, Path runRoot, Neighbours neighbours) {
        this.neighbours = neighbours;
        this.files = new ContainerFiles(dataRoot, runRoot);
        this.events = new ContainerEvents(neighbours.events());
        this.creation = new Creation(neighbours, files, roster, events, new NameSource(RandomGenerator.getDefault()));
        this.removal = new Removal(neighbours, files, roster, events);
        this.starting = new Starting(
                neighbours,
                files,
                roster,
                events,
                new HealthChecks(neighbours, files, events, timers, this::unhealthy),
                this::ended);
        this.ending = new Ending(neighbours, files, events, timers, starting, removal);
        this.stopping = new Stopping(neighbours, events);
        this.attaching = new Attaching(neighbours.logs(), events);
        this.commits = new Commits(neighbours, events);
        this.connecting = new Connecting(neighbours, files, events);
        this.exports = new Exports(new Roots(neighbours, files));
    }

    private void ended(
            LiveContainer container,
            RunningContainer running,
            dev.slipway.host.start.ExitStatus status,
            @Nullable String unseen) {
        ending.ended(container, running, status, unseen);
    }

    private void unhealthy(LiveContainer container, RunningContainer running) {
        stopping.replaceable(container, running);
    }

    /** Takes over what an engine before left; to be called once, before the first request. */
    public void adopt() {
        new Adoption(neighbours, files, roster, starting, ending).adoptAll();
    }

    /** Layers that containers stand on, also when their image is gone. */
    public Set<String> layers() {
        return roster.of("").stream()
                .flatMap(container -> container.record().layers().stream())
                .collect(Collectors.toSet());
    }

    /** The door for files carried in and out. */
    public Archives archives() {
        return new Archives(roster, new Roots(neighbours, files), events);
    }

    /** Ends every container an engine before left running, and starts none: for taking the engine off the host. */
    public void endAll() {
        new Adoption(neighbours, files, roster, starting, ending).endAll();
    }

    /** IPv4 address of the container while it runs, else null; does not block. */
    public @Nullable String addressOf(String id) {
        return roster.find(id).map(LiveContainer::address).orElse(null);
    }

    /** Whether the container of that id runs now; does not block. */
    public boolean isRunning(String id) {
        return roster.find(id).filter(container -> container.is(Running.class)).isPresent();
    }

    @Override
    public Container create(String tenant, String name, ContainerConfig config) {
        return creation.create(tenant, name, config).view();
    }

    @Override
    public Container require(String tenant, String nameOrId) {
        return roster.require(tenant, nameOrId).view();
    }

    @Override
    public List<Container> list(String tenant) {
        return roster.of(tenant).stream().map(LiveContainer::view).toList();
    }

    @Override
    public void start(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        try {
            locked(container, () -> {
                container.transitions.requireStartable(container.state());
                container.stoppedByUser(false);
                container.restarts(0);
                starting.start(container);
            });
        } catch (RuntimeException e) {
            if (container.running() == null && !container.is(Restarting.class)) {
                ending.removeIfWished(container);
            }
            throw e;
        }
    }

    @Override
    public void stop(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal) {
        stopping.stop(roster.require(tenant, nameOrId), seconds, signal);
    }

    @Override
    public void restart(String tenant, String nameOrId, @Nullable Integer seconds, @Nullable String signal) {
        LiveContainer container = roster.require(tenant, nameOrId);
        if (container.is(Running.class) || container.is(Restarting.class)) {
            stopping.stop(container, seconds, signal);
        }
        start(tenant, container.id());
        events.publish(container, "restart");
    }

    @Override
    public void kill(String tenant, String nameOrId, String signal) {
        stopping.kill(roster.require(tenant, nameOrId), signal);
    }

    @Override
    public void pause(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        locked(container, () -> {
            Running paused = container.transitions.paused(container.state());
            container.requireRunning().cgroup().freeze();
            container.state(paused);
            events.publish(container, "pause");
        });
    }

    @Override
    public void unpause(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        locked(container, () -> {
            Running resumed = container.transitions.resumed(container.state());
            container.requireRunning().cgroup().thaw();
            container.state(resumed);
            events.publish(container, "unpause");
        });
    }

    @Override
    public void rename(String tenant, String nameOrId, String newName) {
        ConfigChecks.name(newName);
        LiveContainer container = roster.require(tenant, nameOrId);
        locked(container, () -> {
            String old = container.name();
            if (old.equals(newName)) {
                throw EngineException.invalid("Renaming a container with the same name as its current name");
            }
            roster.reserve(container.tenant(), newName, container.id());
            container.record(container.record().named(newName));
            roster.release(container.tenant(), old, container.id());
            events.publish(container, "rename", java.util.Map.of("oldName", "/" + old));
        });
    }

    @Override
    public void connect(String tenant, String network, String nameOrId, EndpointConfig wish) {
        LiveContainer container = roster.require(tenant, nameOrId);
        locked(container, () -> connecting.connect(container, network(network), wish));
    }

    @Override
    public void disconnect(String tenant, String network, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        locked(container, () -> connecting.disconnect(container, network(network)));
    }

    private Network network(String nameOrId) {
        return neighbours
                .networks()
                .find(nameOrId)
                .orElseThrow(() -> EngineException.notFound("network " + nameOrId + " not found"));
    }

    @Override
    public void update(String tenant, String nameOrId, ContainerConfig.HostConfig changes) {
        LiveContainer container = roster.require(tenant, nameOrId);
        Updating.update(container, changes);
        events.publish(container, "update");
    }

    @Override
    public void resize(String tenant, String nameOrId, int columns, int rows) {
        LiveContainer container = roster.require(tenant, nameOrId);
        container.requireRunning().first().resize(columns, rows);
        events.publish(
                container,
                "resize",
                java.util.Map.of("height", String.valueOf(rows), "width", String.valueOf(columns)));
    }

    @Override
    public CompletableFuture<Integer> wait(String tenant, String nameOrId, String condition) {
        LiveContainer container = roster.require(tenant, nameOrId);
        return switch (condition) {
            case "", "not-running" -> {
                CompletableFuture<Integer> exit = container.waiters.nextExit();
                boolean runs = container.is(Running.class) || container.is(Restarting.class);
                yield runs ? exit : CompletableFuture.completedFuture(container.lastExitCode());
            }
            case "next-exit" -> container.waiters.nextExit();
            case "removed" -> container.waiters.removal();
            default -> throw EngineException.invalid("invalid condition: \"" + condition + "\"");
        };
    }

    @Override
    public void remove(String tenant, String nameOrId, boolean force, boolean volumes) {
        LiveContainer container = roster.require(tenant, nameOrId);
        if (force) {
            stopping.end(container);
            if (container.record().host().autoRemove() || container.is(Removing.class)) {
                // Its end removes it already; the wait makes that true when this returns.
                container.waiters.removal().join();
                return;
            }
        }
        removal.remove(container, volumes);
    }

    @Override
    public ContainerLog log(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        return neighbours
                .logs()
                .log(container.id(), ConfigChecks.logPolicy(container.record().host()));
    }

    @Override
    public Attached attach(
            String tenant,
            String nameOrId,
            @Nullable InputStream stdin,
            boolean logs,
            boolean stream,
            OutputSink out,
            @Nullable String detachKeys) {
        return attaching.attach(roster.require(tenant, nameOrId), stdin, logs, stream, out, detachKeys);
    }

    @Override
    public Processes top(String tenant, String nameOrId, String psArguments) {
        ProcessColumns columns = ProcessColumns.parse(psArguments);
        LiveContainer container = roster.require(tenant, nameOrId);
        container.requireRunning();
        events.publish(container, "top");
        return new ProcessTable(Path.of("/proc"), neighbours.clock().instant()).of(container.id(), columns);
    }

    @Override
    public String commit(String tenant, String nameOrId, CommitRequest request) {
        return commits.commit(roster.require(tenant, nameOrId), request);
    }

    @Override
    public long writtenBytes(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        if (container.is(Removing.class)) {
            return 0;
        }
        try (DirFd upper = neighbours.layers().find(container.id()).open()) {
            return TreeUse.bytes(upper);
        }
    }

    @Override
    public void export(String tenant, String nameOrId, OutputStream out) {
        LiveContainer container = roster.require(tenant, nameOrId);
        exports.export(container.record(), out);
        events.publish(container, "export");
    }

    @Override
    public List<FileChange> changes(String tenant, String nameOrId) {
        return new Roots(neighbours, files)
                .changes(roster.require(tenant, nameOrId).record());
    }

    @Override
    public List<MountPoint> mounts(String tenant, String nameOrId) {
        return roster.require(tenant, nameOrId).record().mounts();
    }

    @Override
    public Optional<HealthReport> health(String tenant, String nameOrId) {
        return Optional.ofNullable(roster.require(tenant, nameOrId).health()).map(HealthReport::of);
    }

    /** The door for execs: a container that runs and is not paused; 409 otherwise. */
    public ExecPlace execPlace(String tenant, String nameOrId) {
        LiveContainer container = roster.require(tenant, nameOrId);
        if (container.state() instanceof Running(int pid, var at, boolean paused) && paused) {
            throw EngineException.conflict(
                    "Container " + container.id() + " is paused, unpause the container before exec");
        }
        return new ExecPlace(
                container.id(),
                container.tenant(),
                container.requireRunning(),
                files.exec(container.id()),
                (action, attributes) -> events.publish(container, action, attributes));
    }

    /** Leaves containers running; the next engine adopts them. */
    @Override
    public void close() {
        timers.close();
        for (LiveContainer container : roster.of("")) {
            locked(container, () -> {
                HealthWatch watch = container.health();
                if (watch != null) {
                    watch.close();
                }
                RunningContainer running = container.running();
                if (running != null) {
                    running.capture().close();
                    running.input().close();
                    running.first().close();
                }
                container.clients.end();
                container.waiters.abandon(container.id());
            });
        }
    }

    private static void locked(LiveContainer container, Runnable act) {
        container.lock.lock();
        try {
            act.run();
        } finally {
            container.lock.unlock();
        }
    }
}
