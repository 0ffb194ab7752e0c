package dev.slipway.host.container;

import dev.slipway.host.cgroup.Cgroup;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.logs.Capture;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.tenant.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Takes over what an engine before left: containers that run go on with their output, network and exit codes; those lost by
 * a reboot are marked; rests of what was killed halfway are removed; restart policies apply.
 */
final class Adoption {
    private static final System.Logger LOG = System.getLogger(Adoption.class.getName());

    /** Exit code of a container whose end nobody saw, as Docker. */
    private static final int UNSEEN_END = 255;

    private static final String LOST =
            "the container was gone when the engine started, as after a restart of the host: how it ended is unknown";

    /** Containers started at once at boot: more would only wait for each other's disk and processors. */
    private static final int STARTS_AT_ONCE = 4;

    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final Roster roster;
    private final Starting starting;
    private final Ending ending;

    Adoption(Neighbours neighbours, ContainerFiles files, Roster roster, Starting starting, Ending ending) {
        this.neighbours = neighbours;
        this.files = files;
        this.roster = roster;
        this.starting = starting;
        this.ending = ending;
    }

    /** Runs before the first request is served; returns when every container is known. */
    void adoptAll() {
        for (String id : files.ids()) {
            Undo.attempt("read container '" + id + "'", () -> files.config(id).ifPresent(this::enlist));
        }
        Set<String> running = new HashSet<>();
        for (LiveContainer container : roster.of("")) {
            Undo.attempt("adopt container '" + container.id() + "'", () -> adopt(container));
            if (container.running() != null) {
                running.add(container.id());
            }
        }
        sweep(running);
        startAgain();
    }

    private void enlist(ContainerRecord record) {
        String id = record.id();
        Optional<StateRecord> saved = files.state(id);
        LiveContainer container =
                new LiveContainer(record, saved.map(StateRecord::state).orElse(new Created()), files);
        saved.ifPresent(state -> {
            container.stoppedByUser(state.stoppedByUser());
            container.restarts(state.restartCount());
        });
        new Leavings(files, neighbours.volumes(), record.tenant(), id).forgive();
        roster.reserve(record.tenant(), record.name(), id);
        roster.add(container);
        neighbours.library().use(record.imageId(), id, record.tenant());
        record.mounts().stream()
                .filter(MountPoint::isVolume)
                .forEach(point -> neighbours.volumes().use(record.tenant(), point.name(), id));
    }

    private void adopt(LiveContainer container) {
        container.lock.lock();
        try {
            Path init = files.init(container.id());
            Optional<dev.slipway.host.start.Running> found =
                    Files.isDirectory(init) ? neighbours.starter().adopt(init) : Optional.empty();
            if (found.isEmpty()) {
                markLost(container);
            } else if (isWrittenDown(container, found.get())) {
                // Its end was written down, and then the engine was killed before it had cleared up.
                found.get().release();
                files.removeRun(container.id());
            } else {
                resume(container, found.get());
            }
        } finally {
            container.lock.unlock();
        }
    }

    /** Whether the end of this very run is what the record says, and not the end of the run before. */
    private static boolean isWrittenDown(LiveContainer container, dev.slipway.host.start.Running run) {
        return container.state() instanceof Exited exited
                && run.exit().isDone()
                && run.exit()
                        .handle((status, unseen) ->
                                status != null && status.at().equals(exited.finishedAt()))
                        .join();
    }

    private void resume(LiveContainer container, dev.slipway.host.start.Running first) {
        ContainerRecord record = container.record();
        Tenant tenant = neighbours.tenants().of(record.tenant());
        NetworkChoice network = NetworkChoice.of(record.host().networkMode(), tenant);
        Cgroup cgroup = neighbours
                .cgroups()
                .find(tenant.cgroupParent(), record.id())
                .orElseGet(() -> neighbours
                        .cgroups()
                        .create(tenant.cgroupParent(), record.id(), LimitRules.of(record.host(), !tenant.operator())));
        Attachment attachment = neighbours.networks().restore(record.id()).orElse(null);
        Capture capture = neighbours
                .logs()
                .capture(
                        record.id(),
                        ConfigChecks.logPolicy(record.host()),
                        container.clients,
                        first.stdout(),
                        first.stderr(),
                        first.tty());
        Instant startedAt = container.state() instanceof Running running
                ? running.startedAt()
                : neighbours.clock().instant();
        RunningContainer running = new RunningContainer(
                first,
                new InputPort(first, neighbours.logs().pump()),
                starting.spec(container, network),
                cgroup,
                capture,
                attachment,
                startedAt);
        container.running(running);
        if (!container.is(Running.class)) {
            container.state(container.transitions.started(container.state(), first.pid(), startedAt));
        }
        for (Path exec : files.execs(record.id())) {
            Undo.attempt(
                    "adopt exec '" + exec.getFileName() + "'",
                    () -> neighbours
                            .starter()
                            .adopt(exec)
                            .ifPresentOrElse(
                                    process -> ContainerExec.adopt(process, neighbours.logs(), exec),
                                    () -> ContainerFiles.deleteTree(exec)));
        }
        starting.watch(container, running);
    }

    private void markLost(LiveContainer container) {
        if (container.is(Running.class) || container.is(Restarting.class)) {
            int code = container.state() instanceof Restarting restarting ? restarting.exitCode() : UNSEEN_END;
            container.state(container.transitions.ended(
                    container.state(),
                    code,
                    false,
                    container.is(Running.class) ? LOST : null,
                    neighbours.clock().instant()));
        }
        neighbours
                .logs()
                .log(container.id(), ConfigChecks.logPolicy(container.record().host()))
                .close();
        files.removeRun(container.id());
    }

    private void sweep(Set<String> running) {
        for (String id : files.rests()) {
            Undo.attempt("remove rests of '" + id + "'", () -> {
                Path init = files.init(id);
                if (Files.isDirectory(init)) {
                    neighbours.starter().adopt(init).ifPresent(Adoption::end);
                }
                Leavings.sweep(files.folder(id), neighbours.volumes());
                files.remove(id);
            });
        }
        Undo.attempt("sweep cgroups", () -> neighbours.cgroups().sweep(running));
        Undo.attempt("sweep networks", () -> neighbours.networks().sweep(running));
        Set<String> all = new HashSet<>(roster.ids());
        // Their files stay for whoever mends the record.
        all.addAll(files.damaged());
        Undo.attempt("sweep logs", () -> neighbours.logs().sweep(all));
        for (String owner : neighbours.layers().snapshots()) {
            if (!all.contains(owner)) {
                Undo.attempt(
                        "remove snapshot of '" + owner + "'",
                        () -> neighbours.layers().remove(neighbours.layers().find(owner)));
            }
        }
    }

    /** Ends whatever an engine before left running. To the next engine it looks like a reboot: restart policies apply. */
    void endAll() {
        Set<String> ids = new HashSet<>(files.ids());
        ids.addAll(files.rests());
        // Nobody can serve those, but what they run is there.
        ids.addAll(files.damaged());
        for (String id : ids) {
            Undo.attempt("end container '" + id + "'", () -> {
                Path init = files.init(id);
                if (Files.isDirectory(init)) {
                    neighbours.starter().adopt(init).ifPresent(Adoption::end);
                }
                for (Path exec : files.execs(id)) {
                    neighbours.starter().adopt(exec).ifPresent(Adoption::end);
                }
                files.removeRun(id);
            });
        }
    }

    private static void end(dev.slipway.host.start.Running process) {
        process.signal(Signals.KILL);
        process.exit().join();
        process.release();
    }

    private void startAgain() {
        Semaphore turns = new Semaphore(STARTS_AT_ONCE);
        for (LiveContainer container : roster.of("")) {
            RestartRule rule = RestartRule.of(container.record().host().restartPolicy());
            if (container.is(Exited.class)) {
                if (rule.atBoot(container.lastExitCode(), container.stoppedByUser(), container.restarts())) {
                    Thread.startVirtualThread(() -> startInTurn(container, turns));
                } else {
                    ending.removeIfWished(container);
                }
            }
        }
    }

    private void startInTurn(LiveContainer container, Semaphore turns) {
        turns.acquireUninterruptibly();
        container.lock.lock();
        try {
            if (container.is(Exited.class)) {
                container.stoppedByUser(false);
                starting.start(container);
            }
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot start container '" + container.id() + "' again: " + e.getMessage());
        } finally {
            container.lock.unlock();
            turns.release();
        }
    }
}
