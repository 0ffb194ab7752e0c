package dev.slipway.host.container;

import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.logs.FanOut;
import dev.slipway.host.network.Attachment;
import dev.slipway.host.network.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One container in memory: what it is, where it is in its life, and what exists while it runs.
 *
 * <p>Everything that changes it is done while {@link #lock} is held, kernel work included; it is this container's lock only.
 * Reading needs no lock: each field is a value of its own moment.
 */
final class LiveContainer {
    /** How long an attached client may take nothing while the container waits for it. */
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

    final ReentrantLock lock = new ReentrantLock();
    final FanOut clients = new FanOut(ATTACH_PATIENCE);
    final Waiters waiters = new Waiters();
    final Transitions transitions;
    private final ContainerFiles files;
    private volatile ContainerRecord record;
    private volatile ContainerState state;
    private volatile @Nullable RunningContainer running;
    private volatile CompletableFuture<InputPort> input = new CompletableFuture<>();
    private volatile @Nullable HealthWatch health;
    private volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
    private volatile @Nullable Future<?> pendingRestart;
    private volatile boolean stoppedByUser;
    private volatile int restarts;
    private volatile Duration backOff = Duration.ZERO;

    LiveContainer(ContainerRecord record, ContainerState state, ContainerFiles files) {
        this.record = record;
        this.state = state;
        this.files = files;
        this.transitions = new Transitions(record.id());
    }

    String id() {
        return record.id();
    }

    String tenant() {
        return record.tenant();
    }

    String name() {
        return record.name();
    }

    ContainerRecord record() {
        return record;
    }

    void record(ContainerRecord changed) {
        files.write(changed);
        record = changed;
    }

    ContainerState state() {
        return state;
    }

    /** Moves to {@code next}, in memory and on disk. */
    void state(ContainerState next) {
        state = next;
        save();
    }

    /** Moves to {@code next} in memory only: the folder is about to go. */
    void stateInMemory(ContainerState next) {
        state = next;
    }

    void save() {
        files.write(id(), StateRecord.of(state, stoppedByUser, restarts));
    }

    @Nullable
    RunningContainer running() {
        return running;
    }

    /** The running container, or 409 {@code container x is not running}. */
    RunningContainer requireRunning() {
        RunningContainer now = running;
        if (now == null) {
            throw transitions.notRunning();
        }
        return now;
    }

    void running(@Nullable RunningContainer now) {
        running = now;
        if (now != null) {
            input.complete(now.input());
        } else if (input.isDone()) {
            input = new CompletableFuture<>();
        }
    }

    /** The input of the process that runs, or of the next one. */
    CompletableFuture<InputPort> input() {
        return input;
    }

    @Nullable
    HealthWatch health() {
        return health;
    }

    void health(@Nullable HealthWatch watch) {
        health = watch;
    }

    boolean stoppedByUser() {
        return stoppedByUser;
    }

    void stoppedByUser(boolean stopped) {
        stoppedByUser = stopped;
    }

    int restarts() {
        return restarts;
    }

    void restarts(int count) {
        restarts = count;
    }

    Duration backOff() {
        return backOff;
    }

    void backOff(Duration pause) {
        backOff = pause;
    }

    void pendingRestart(@Nullable Future<?> pending) {
        pendingRestart = pending;
    }

    /**
     * A run has ended and what it had is being given back, outside the lock: nobody who asks about the container waits for it.
     * The receiver completes what it is given.
     */
    CompletableFuture<Void> releasing() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        released = begun;
        return begun;
    }

    /** Waits until nothing of the last run is left; for whoever makes the next one or says that the container is gone. */
    void awaitRelease() {
        released.join();
    }

    void cancelRestart() {
        Future<?> pending = pendingRestart;
        if (pending != null) {
            pending.cancel(false);
            pendingRestart = null;
        }
    }

    boolean is(Class<? extends ContainerState> kind) {
        return kind.isInstance(state);
    }

    int lastExitCode() {
        return switch (state) {
            case Exited e -> e.exitCode();
            case Restarting r -> r.exitCode();
            case Created c -> c.exitCode();
            case Running r -> 0;
            case Removing r -> 0;
        };
    }

    /** IPv4 address while it runs in a network; never blocks. */
    @Nullable
    String address() {
        RunningContainer now = running;
        Attachment attachment = now == null ? null : now.attachment();
        return attachment == null ? null : attachment.address();
    }

    /** A snapshot for those outside. */
    Container view() {
        RunningContainer now = running;
        Attachment attachment = now == null ? null : now.attachment();
        Place place = attachment == null ? null : attachment.main().orElse(null);
        HealthWatch watch = health;
        return new Container(
                id(),
                tenant(),
                name(),
                record.config(),
                record.imageId(),
                record.run(),
                Instant.parse(record.created()),
                state,
                restarts,
                place == null ? null : place.address(),
                place == null ? null : place.network(),
                watch == null ? "none" : watch.status(),
                record.endpoints());
    }
}
