package dev.slipway.host.main;

import dev.slipway.host.api.Doors;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One process's time as the engine of its data root: it begins in an empty place or in that of a predecessor, and ends when
 * the process is asked to, or gives its place to a successor.
 */
final class Tenure implements Handover.Party {
    /** A successor that failed is heard to have gone a moment before the kernel has given back all it had. */
    private static final Duration SUCCESSOR_ENDS = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Options options;
    private @Nullable EngineLock place;
    private @Nullable Engine engine;
    private @Nullable Handover handover;
    private boolean over;

    private Tenure(Options options) {
        this.options = options;
    }

    /** Serves where nobody does; CONFLICT when somebody does. */
    static Tenure begin(Options options) {
        Tenure tenure = new Tenure(options);
        tenure.start(Duration.ZERO);
        return tenure;
    }

    /** Serves in place of the engine that serves now, or where nobody does. */
    static Tenure replace(Options options) {
        Optional<Predecessor> predecessor = Predecessor.find(options.runRoot());
        if (predecessor.isEmpty()) {
            return begin(options);
        }
        Tenure tenure = new Tenure(options);
        tenure.follow(predecessor.get());
        return tenure;
    }

    /** @param patience how long the place may still be another's */
    private void start(Duration patience) {
        lock.lock();
        try {
            place = EngineLock.take(options.dataRoot(), patience);
            Doors doors = new Doors();
            doors.reserve(options.socket(), options.tenantSocket());
            engine = Engine.start(options, doors, false);
            handover = Handover.listen(options.runRoot(), this);
        } finally {
            lock.unlock();
        }
    }

    /** Our sockets first: from then on whoever connects waits for us, and nobody is refused. */
    private void follow(Predecessor predecessor) {
        lock.lock();
        try {
            Doors doors = new Doors();
            doors.reserve(options.socket(), options.tenantSocket());
            predecessor.giveOver();
            place = EngineLock.take(options.dataRoot(), Duration.ZERO);
            engine = Engine.start(options, doors, true);
            handover = Handover.listen(options.runRoot(), this);
            predecessor.serving();
            Engine started = engine;
            Thread.ofVirtual().name("predecessor").start(() -> {
                predecessor.awaitEnd();
                started.beAlone();
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void giveOver() {
        lock.lock();
        try {
            if (engine != null && place != null) {
                engine.handOver();
                place.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leave() {
        Engine leaving = engine;
        if (leaving != null) {
            try {
                leaving.drain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        System.exit(0);
    }

    @Override
    public void takeBack() {
        lock.lock();
        try {
            if (!over && engine != null) {
                engine.close();
                if (place != null) {
                    place.close();
                }
                start(SUCCESSOR_ENDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends; containers go on. */
    void stop() {
        lock.lock();
        try {
            over = true;
            if (handover != null) {
                handover.close();
            }
            if (engine != null) {
                engine.close();
            }
            if (place != null) {
                place.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
