package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who may build now. Builds come after running apps: so many at once on a host, half of them at most of one tenant, and none
 * more while apps would feel it. Those who wait are told why, and have their turn in the order in which they came.
 */
final class Admission {
    /** How often a waiting build looks whether the host has room again. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final int most;
    private final Pressure pressure;
    private final Duration longest;
    private final List<Place> inside = new ArrayList<>();
    private final Deque<Place> waiting = new ArrayDeque<>();

    /**
     * @param most builds at once
     * @param longest how long one waits for the host to have room
     */
    Admission(int most, Pressure pressure, Duration longest) {
        this.most = most;
        this.pressure = pressure;
        this.longest = longest;
    }

    /** A build's right to run, until it is closed. */
    final class Place implements AutoCloseable {
        private final String tenant;
        private final long bytes;

        private Place(String tenant, long bytes) {
            this.tenant = tenant;
            this.bytes = bytes;
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Waits until a build may run.
     *
     * @param bytes memory that a step of it may use
     * @param note hears why it waits
     */
    Place enter(String tenant, long bytes, Consumer<String> note) {
        Place place = new Place(tenant, bytes);
        try {
            await(place, note);
            return place;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.cancelled(e);
        }
    }

    private synchronized void await(Place place, Consumer<String> note) throws InterruptedException {
        waiting.add(place);
        try {
            long end = System.nanoTime() + longest.toNanos();
            String told = "";
            for (Optional<String> reason = reason(place); reason.isPresent(); reason = reason(place)) {
                if (!told.equals(reason.get())) {
                    told = reason.get();
                    note.accept("Waiting to build: " + told);
                }
                if (System.nanoTime() > end) {
                    throw new EngineException(
                            ErrorKind.UNAVAILABLE,
                            "this host had no room for the build within " + longest.toMinutes() + " minutes: " + told
                                    + "; build again later");
                }
                TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
            }
            inside.add(place);
        } finally {
            waiting.remove(place);
            notifyAll();
        }
    }

    private Optional<String> reason(Place place) {
        if (inside.size() >= most) {
            return Optional.of(most + " builds run on this host, which is as many as may");
        }
        if (isCrowded(place.tenant)) {
            return Optional.of("as many builds run as may of one tenant");
        }
        boolean first = waiting.stream()
                .filter(other -> !isCrowded(other.tenant))
                .findFirst()
                .map(next -> next == place)
                .orElse(true);
        return first ? pressure.reason(place.bytes, inside.isEmpty()) : Optional.of("others wait longer");
    }

    /** The operator's builds are nobody's to be kept from. */
    private boolean isCrowded(String tenant) {
        long own = inside.stream().filter(other -> other.tenant.equals(tenant)).count();
        return !tenant.isEmpty() && own >= Math.max(1, most / 2);
    }

    private synchronized void leave(Place place) {
        inside.remove(place);
        notifyAll();
    }
}
