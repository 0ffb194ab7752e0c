package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Step;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Ends running containers: politely with a deadline, or with any signal. */
final class Stopping {
    /** Between the stop signal and SIGKILL, as Docker. */
    private static final int GRACE_SECONDS = 10;

    /** After SIGKILL the kernel needs a moment; a process that stays longer hangs in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(15);

    private final Neighbours neighbours;
    private final ContainerEvents events;

    Stopping(Neighbours neighbours, ContainerEvents events) {
        this.neighbours = neighbours;
        this.events = events;
    }

    /** 304 when it does not run. @param seconds null = its own, negative = for ever */
    void stop(LiveContainer container, @Nullable Integer seconds, @Nullable String signal) {
        int number = signal == null || signal.isEmpty() ? stopSignal(container) : Signals.parse(signal);
        CompletableFuture<Integer> gone;
        container.lock.lock();
        try {
            if (container.state() instanceof Restarting) {
                giveUp(container);
                return;
            }
            if (!(container.state() instanceof Running)) {
                throw new EngineException(ErrorKind.NOT_MODIFIED, "container is not running");
            }
            Step.before("stop: note the wish");
            container.stoppedByUser(true);
            container.save();
            gone = container.waiters.nextExit();
            send(container, number);
        } finally {
            container.lock.unlock();
        }
        Integer own = container.record().run().stopTimeout();
        int grace = seconds != null ? seconds : own != null ? own : GRACE_SECONDS;
        if (!ended(gone, grace < 0 ? null : Duration.ofSeconds(grace))) {
            killAndWait(container, gone);
        }
        events.publish(container, "stop");
    }

    /** Ends what is unhealthy as a stop would, but nobody wished it to stay ended: its restart rule starts it again. */
    void replaceable(LiveContainer container, RunningContainer unhealthy) {
        CompletableFuture<Integer> gone;
        container.lock.lock();
        try {
            // Meanwhile it may have ended and run again by itself; a paused one is not judged.
            if (!unhealthy.equals(container.running())
                    || !(container.state() instanceof Running running)
                    || running.paused()) {
                return;
            }
            gone = container.waiters.nextExit();
            send(container, stopSignal(container));
        } finally {
            container.lock.unlock();
        }
        Integer own = container.record().run().stopTimeout();
        if (!ended(gone, Duration.ofSeconds(own == null || own < 0 ? GRACE_SECONDS : own))) {
            killAndWait(container, gone);
        }
    }

    /** 409 when it does not run. A deadly signal also ends its restarts; SIGKILL returns when the container has ended. */
    void kill(LiveContainer container, String signal) {
        int number = signal.isEmpty() ? Signals.KILL : Signals.parse(signal);
        CompletableFuture<Integer> gone;
        container.lock.lock();
        try {
            if (!(container.state() instanceof Running)) {
                throw EngineException.conflict("cannot kill container: " + container.name() + ": container "
                        + container.id() + " is not running");
            }
            if (number == Signals.KILL || number == stopSignal(container)) {
                container.stoppedByUser(true);
                container.save();
            }
            gone = container.waiters.nextExit();
            send(container, number);
        } finally {
            container.lock.unlock();
        }
        if (number == Signals.KILL && !ended(gone, AFTER_KILL)) {
            throw hangs(container);
        }
    }

    /** Ends what may run, without asking; for a forced removal. */
    void end(LiveContainer container) {
        CompletableFuture<Integer> gone;
        container.lock.lock();
        try {
            if (container.state() instanceof Restarting) {
                giveUp(container);
                return;
            }
            if (!(container.state() instanceof Running)) {
                return;
            }
            container.stoppedByUser(true);
            gone = container.waiters.nextExit();
        } finally {
            container.lock.unlock();
        }
        killAndWait(container, gone);
    }

    private void killAndWait(LiveContainer container, CompletableFuture<Integer> gone) {
        container.lock.lock();
        try {
            if (container.state() instanceof Running) {
                send(container, Signals.KILL);
            }
        } finally {
            container.lock.unlock();
        }
        if (!ended(gone, AFTER_KILL)) {
            throw hangs(container);
        }
    }

    private static EngineException hangs(LiveContainer container) {
        return EngineException.internal(
                "container '" + container.id() + "' did not end " + AFTER_KILL.toSeconds()
                        + " seconds after SIGKILL: its process hangs in the kernel",
                null);
    }

    private void send(LiveContainer container, int signal) {
        RunningContainer running = container.requireRunning();
        events.publish(container, "kill", Map.of("signal", String.valueOf(signal)));
        Step.before("stop: send the signal");
        if (signal == Signals.KILL) {
            Undo.attempt("hurry the end of '" + container.id() + "'", running.cgroup()::hurry);
        }
        running.first().signal(signal);
        if (container.state() instanceof Running(int pid, var at, boolean paused) && paused) {
            // A frozen process does not even die.
            running.cgroup().thaw();
            container.state(new Running(pid, at, false));
        }
    }

    /** Stops waiting for the next restart. */
    private void giveUp(LiveContainer container) {
        container.cancelRestart();
        container.stoppedByUser(true);
        container.state(container.transitions.ended(
                container.state(),
                container.lastExitCode(),
                false,
                neighbours.clock().instant()));
        Undo.attempt(
                "finish log of container '" + container.id() + "'",
                () -> neighbours
                        .logs()
                        .log(
                                container.id(),
                                ConfigChecks.logPolicy(container.record().host()))
                        .close());
        container.waiters.exited(container.lastExitCode());
        events.publish(container, "stop");
    }

    private static int stopSignal(LiveContainer container) {
        String own = container.record().run().stopSignal();
        return own == null || own.isEmpty() ? Signals.TERM : Signals.parse(own);
    }

    private static boolean ended(CompletableFuture<Integer> gone, @Nullable Duration patience) {
        try {
            if (patience == null) {
                gone.get();
            } else {
                gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "waiting for the container's end was interrupted", e);
        } catch (ExecutionException e) {
            throw EngineException.internal("waiting for the container's end failed", e);
        }
    }
}
