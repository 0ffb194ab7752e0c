package dev.slipway.host.layer;

import dev.slipway.host.layer.LayerFiles.Temporary;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what was already moved out of sight, one after the other on a thread of its own, so that nobody waits for the
 * disk. What a sudden end leaves is deleted at the next start.
 */
final class Removals implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Removals.class.getName());
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("layer-removal").daemon(true).factory());

    /** Takes ownership of {@code trash}; with null there is nothing left to do. */
    void later(@Nullable Temporary trash) {
        if (trash == null) {
            return;
        }
        worker.execute(() -> {
            try (trash) {
                LOG.log(Level.DEBUG, "removing {0}", trash.path());
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "cannot remove " + trash.path(), e);
            }
        });
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        worker.close();
    }
}
