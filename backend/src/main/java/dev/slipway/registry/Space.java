package dev.slipway.registry;

import dev.slipway.quota.QuotaReached;
import dev.slipway.quota.Quotas;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Whether a team may keep more, by its quota, and whether the disk has room for it. */
@ApplicationScoped
class Space {

    private static final Logger LOG = Logger.getLogger(Space.class);

    private final Quotas quotas;
    private final BlobFiles files;
    private final RegistryConfig config;

    /** Bytes of uploads that are arriving right now; they are nowhere else yet. */
    private final Map<UUID, AtomicLong> arriving = new ConcurrentHashMap<>();

    Space(Quotas quotas, BlobFiles files, RegistryConfig config) {
        this.quotas = quotas;
        this.files = files;
        this.config = config;
    }

    /** Passes when the team may keep {@code more} bytes; asked in the transaction that keeps them. */
    void require(UUID team, long more) {
        try {
            quotas.requireRoomInRegistry(team, more);
        } catch (QuotaReached reached) {
            throw overLimit(quotas.registry(team));
        }
    }

    /** Room for one upload's next bytes, between what is kept already and the limit. */
    final class Reservation implements AutoCloseable {
        private final Quotas.Shelf shelf;
        private final long unfinished;
        private final AtomicLong all;
        private long taken;

        private Reservation(UUID team, Quotas.Shelf shelf, long unfinished) {
            this.shelf = shelf;
            this.unfinished = unfinished;
            this.all = arriving.computeIfAbsent(team, first -> new AtomicLong());
        }

        /** Takes room for bytes before they are written. */
        void take(long bytes) {
            taken += bytes;
            if (shelf.used() + unfinished + all.addAndGet(bytes) > shelf.most()) {
                throw overLimit(shelf);
            }
        }

        @Override
        public void close() {
            all.addAndGet(-taken);
        }
    }

    /**
     * Reserves room for an upload; the caller brings the transaction.
     *
     * @param unfinished bytes of the team's uploads so far
     * @param announced bytes that are going to come, -1 when nobody knows
     */
    Reservation reserve(UUID team, long unfinished, long announced) {
        if (files.free() - Math.max(0, announced) < config.keepFree().asLongValue()) {
            throw noSpace();
        }
        Quotas.Shelf shelf = quotas.registry(team);
        if (shelf.used() + unfinished + Math.max(0, announced) > shelf.most()) {
            throw overLimit(shelf);
        }
        return new Reservation(team, shelf, unfinished);
    }

    /** Refuses to write on while the disk is as good as full. */
    void requireFree() {
        if (files.free() < config.keepFree().asLongValue()) {
            throw noSpace();
        }
    }

    /** What an error of the disk is to the client. */
    static RuntimeException failed(IOException failure) {
        String words = String.valueOf(failure.getMessage());
        if (words.contains("No space left on device") || words.contains("Disk quota exceeded")) {
            LOG.errorf("the registry's disk is full: %s", words);
            return noSpace();
        }
        return new java.io.UncheckedIOException("the registry cannot write", failure);
    }

    private static RegistryError overLimit(Quotas.Shelf shelf) {
        return new RegistryError(
                Code.DENIED,
                "quota exceeded: the team has " + megabytes(shelf.used()) + " of " + megabytes(shelf.most())
                        + " in the registry; delete tags or repositories it does not need, or ask an operator to raise the"
                        + " quota");
    }

    private static RegistryError noSpace() {
        return new RegistryError(
                Code.NO_SPACE,
                "the registry's disk is full; nothing was lost, ask an operator of the platform to make room and push"
                        + " again");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
