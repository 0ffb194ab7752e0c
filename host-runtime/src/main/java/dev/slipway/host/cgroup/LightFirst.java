package dev.slipway.host.cgroup;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets tenants who use little of the processors go before those who use much. Equal shares are fair by the second, but what wakes up
 * to answer a visitor may wait long behind hundreds of processes of others whose shares weigh as much; so a tenant that has used
 * more than {@link #MUCH} lately gets a small part of a share until it uses less than {@link #LITTLE}. That changes nothing while
 * processors are idle, nor between two that both use much.
 */
public final class LightFirst implements AutoCloseable {
    private static final Logger LOG = System.getLogger("slipway.engine");

    /** Short beside what people notice, long beside what it costs: three files read for each tenant. */
    private static final Duration EVERY = Duration.ofMillis(250);

    /** Of one processor, on the average of the last moments. */
    private static final double MUCH = 0.5;

    private static final double LITTLE = 0.25;

    /** How much a new measurement counts beside the average of those before. */
    private static final double NEWNESS = 0.5;

    /** Shares of a tenant that uses much; 1024 are the norm. */
    private static final long FEW_SHARES = 32;

    private final Cgroups cgroups;
    private final Map<String, Use> uses = new HashMap<>();
    private final Thread thread;

    private LightFirst(Cgroups cgroups) {
        this.cgroups = cgroups;
        this.thread = Thread.ofVirtual().name("light-first").unstarted(this::run);
    }

    /** Begins to watch, until it is closed. */
    public static LightFirst begin(Cgroups cgroups) {
        LightFirst watch = new LightFirst(cgroups);
        watch.thread.start();
        return watch;
    }

    /** A watch whose steps are taken by whoever has it. */
    static LightFirst still(Cgroups cgroups) {
        return new LightFirst(cgroups);
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
                try {
                    step(System.nanoTime());
                } catch (RuntimeException failure) {
                    // A tenant's group may go at any moment; all others have their turn at the next step.
                    LOG.log(Level.DEBUG, "shares of tenants are as they were", failure);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Measures all tenants, and gives each its shares; {@code nanos} is the time of any clock that only goes forward. */
    void step(long nanos) {
        Set<String> tenants = cgroups.tenants();
        uses.keySet().retainAll(tenants);
        for (String tenant : tenants) {
            cgroups.tally(tenant, "").ifPresent(tally -> judge(tenant, tally.cpuNanos(), nanos));
        }
    }

    private void judge(String tenant, long used, long nanos) {
        Use before = uses.get(tenant);
        if (before == null) {
            // What an engine before thought of it is not known.
            cgroups.share(tenant, CpuShare.NORM_SHARES);
            uses.put(tenant, new Use(used, nanos, 0, false));
            return;
        }
        double processors = (double) (used - before.used) / Math.max(1, nanos - before.nanos);
        double average = before.average + NEWNESS * (processors - before.average);
        boolean much = average > (before.much ? LITTLE : MUCH);
        if (much != before.much) {
            cgroups.share(tenant, much ? FEW_SHARES : CpuShare.NORM_SHARES);
        }
        uses.put(tenant, new Use(used, nanos, average, much));
    }

    /** Ends the watch; shares stay as they are. */
    @Override
    public void close() {
        thread.interrupt();
    }

    /**
     * Of one tenant, at one moment.
     *
     * @param used nanoseconds of processors since its group was made
     * @param nanos when that was
     * @param average processors lately
     * @param much whether it has few shares for that
     */
    private record Use(long used, long nanos, double average, boolean much) {}
}
