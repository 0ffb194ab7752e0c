package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.start.ExitStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What follows when a container's first process has ended: the rest of its output, the truth about why, and what comes next. */
final class Ending {
    private static final System.Logger LOG = System.getLogger(Ending.class.getName());

    /** How long after a failed write of a state the next one is tried. */
    private static final Duration SAVE_AGAIN = Duration.ofSeconds(2);

    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final ContainerEvents events;
    private final Timers timers;
    private final Starting starting;
    private final Removal removal;

    Ending(
            Neighbours neighbours,
            ContainerFiles files,
            ContainerEvents events,
            Timers timers,
            Starting starting,
            Removal removal) {
        this.neighbours = neighbours;
        this.files = files;
        this.events = events;
        this.timers = timers;
        this.starting = starting;
        this.removal = removal;
    }

    void ended(LiveContainer container, RunningContainer running, ExitStatus status, @Nullable String unseen) {
        try {
            Step.before("end: take the rest of the output");
            running.capture().awaitRest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CompletableFuture<Void> released;
        container.lock.lock();
        try {
            if (!isCurrent(container, running)) {
                return;
            }
            released = container.releasing();
            settle(container, running, status, unseen);
        } finally {
            container.lock.unlock();
        }
        try {
            release(container, running);
        } finally {
            released.complete(null);
        }
        removeIfWished(container);
    }

    /** The very run that ended, not a later one that looks the same. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isCurrent(LiveContainer container, RunningContainer running) {
        return container.running() == running;
    }

    /** {@code docker run --rm}: also after a start that failed. */
    void removeIfWished(LiveContainer container) {
        if (container.record().host().autoRemove() && !container.is(Removing.class)) {
            Undo.attempt(
                    "remove container '" + container.id() + "' after its end", () -> removal.remove(container, true));
        }
    }

    private void settle(LiveContainer container, RunningContainer running, ExitStatus status, @Nullable String unseen) {
        // Read while the group exists and before anyone can ask: Docker's "OOMKilled: false" of a killed one is this
        // race.
        boolean oomKilled = running.cgroup().oomKills() > 0;
        HealthWatch watch = container.health();
        if (watch != null) {
            watch.close();
        }
        RestartRule rule = RestartRule.of(container.record().host().restartPolicy());
        boolean again = rule.afterEnd(status.code(), container.stoppedByUser(), container.restarts());
        container.running(null);
        Step.before("end: finish the log");
        running.capture().finish(!again);
        Step.before("end: write the state");
        if (again) {
            Duration pause =
                    RestartRule.nextPause(container.backOff(), Duration.between(running.startedAt(), status.at()));
            restartAfter(container, pause, status, oomKilled);
        } else {
            var exited = container.transitions.ended(container.state(), status.code(), oomKilled, unseen, status.at());
            container.stateInMemory(exited);
            if (!container.record().host().autoRemove()) {
                save(container);
            }
        }
        announce(container, running, status, oomKilled);
        container.waiters.exited(status.code());
    }

    /** A full disk must not keep an end from being an end: it is written down when there is room again. */
    private void save(LiveContainer container) {
        try {
            container.save();
        } catch (EngineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot write down the state of container '" + container.id() + "' yet: " + e.getMessage());
            Future<?> unused = timers.after(SAVE_AGAIN, () -> saveLater(container));
        }
    }

    private void saveLater(LiveContainer container) {
        container.lock.lock();
        try {
            if (!container.is(Removing.class)) {
                save(container);
            }
        } finally {
            container.lock.unlock();
        }
    }

    private void restartAfter(LiveContainer container, Duration pause, ExitStatus status, boolean oomKilled) {
        container.backOff(pause);
        container.stateInMemory(container.transitions.restarting(
                container.state(),
                status.code(),
                oomKilled,
                status.at(),
                neighbours.clock().instant().plus(pause)));
        save(container);
        container.pendingRestart(timers.after(pause, () -> restart(container)));
    }

    private void restart(LiveContainer container) {
        container.lock.lock();
        try {
            if (!(container.state() instanceof Restarting restarting)) {
                return;
            }
            container.restarts(container.restarts() + 1);
            try {
                starting.start(container);
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot restart container '" + container.id() + "': " + e.getMessage());
                // Perhaps only the network or memory is short now; the pauses bound what this costs.
                container.stateInMemory(restarting);
                restartAfter(
                        container,
                        RestartRule.nextPause(container.backOff(), Duration.ZERO),
                        new ExitStatus(restarting.exitCode(), restarting.finishedAt()),
                        restarting.oomKilled());
            }
        } finally {
            container.lock.unlock();
        }
    }

    private void announce(LiveContainer container, RunningContainer running, ExitStatus status, boolean oomKilled) {
        if (oomKilled) {
            events.publish(container, "oom");
        }
        long seconds =
                Math.max(Duration.between(running.startedAt(), status.at()).toSeconds(), 0);
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("exitCode", String.valueOf(status.code()));
        attributes.put("execDuration", String.valueOf(seconds));
        events.publish(container, "die", attributes);
        starting.network(container, running, events::network, "disconnect");
        container.record().mounts().stream()
                .filter(MountPoint::isVolume)
                .forEach(point -> events.volume(container, "unmount", point));
    }

    private void release(LiveContainer container, RunningContainer running) {
        String of = " of container '" + container.id() + "'";
        running.input().close();
        // The shim ends while the rest is done.
        running.first().dismiss();
        // Processes of an exec may outlive a first process that shared the host's pid namespace; none may stay.
        Step.before("end: remove the cgroup");
        Undo.attempt("remove cgroup" + of, running.cgroup()::end);
        Step.before("end: release the process");
        Undo.attempt("release process" + of, running.first()::release);
        var attachment = running.attachment();
        if (attachment != null) {
            Step.before("end: release the network");
            Undo.attempt("release network" + of, attachment::release);
        }
        Step.before("end: remove the state folder");
        Undo.attempt("remove state folder" + of, () -> files.removeRun(container.id()));
    }
}
