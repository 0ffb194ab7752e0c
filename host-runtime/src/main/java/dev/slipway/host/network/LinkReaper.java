package dev.slipway.host.network;

import dev.slipway.host.linux.KernelException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Removes the host ends of containers that ended. The kernel does that itself when the last process leaves the network
 * namespace, in the background; asking it to do so at once would hold the start of other containers for milliseconds.
 * So this only looks a while later whether something is left, such as when another container shares the namespace.
 */
final class LinkReaper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LinkReaper.class.getName());
    private static final long GRACE_SECONDS = 2;

    private final Links links;
    private final Predicate<String> inUse;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("link reaper").factory());

    /** @param inUse whether a link's name was given to another container meanwhile */
    LinkReaper(Links links, Predicate<String> inUse) {
        this.links = links;
        this.inUse = inUse;
    }

    void later(String link) {
        try {
            var unused = schedule.schedule(() -> reap(link), GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // The engine is stopping; the next one sweeps.
        }
    }

    private void reap(String link) {
        try {
            if (!inUse.test(link)) {
                links.delete(link);
            }
        } catch (KernelException e) {
            LOG.log(Level.WARNING, "cannot remove the interface of an ended container", e);
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
