package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** How much a team may keep, and whether the disk has room for it. */
@ApplicationScoped
class Space {

    private static final Logger LOG = Logger.getLogger(Space.class);

    private final Rows rows;
    private final BlobFiles files;
    private final StorageLimit limit;
    private final RegistryConfig config;

    /** Bytes of uploads that are arriving right now; they are nowhere else yet. */
    private final Map<UUID, AtomicLong> arriving = new ConcurrentHashMap<>();

    Space(Rows rows, BlobFiles files, StorageLimit limit, RegistryConfig config) {
        this.rows = rows;
        this.files = files;
        this.limit = limit;
        this.config = config;
    }

    /** Bytes of blobs and manifests a team has; the caller brings the transaction. */
    long used(UUID team) {
        return rows.number(
                "select (select coalesce(sum(size), 0) from registry_blob where team_id = ?)"
                        + " + (select coalesce(sum(size), 0) from registry_manifest where team_id = ?)",
                team,
                team);
    }

    /** Most bytes a team may have. */
    long most(UUID team) {
        return limit.bytes(team);
    }

    /** Passes when the team may keep {@code more} bytes; to be asked under the team's lock. */
    void require(UUID team, long more) {
        long used = used(team);
        if (used + more > most(team)) {
            throw overLimit(team, used);
        }
    }

    /** Room for one upload's next bytes, between what is kept already and the limit. */
    final class Reservation implements AutoCloseable {
        private final UUID team;
        private final long kept;
        private final long most;
        private final AtomicLong all;
        private long taken;

        private Reservation(UUID team, long kept, long most) {
            this.team = team;
            this.kept = kept;
            this.most = most;
            this.all = arriving.computeIfAbsent(team, first -> new AtomicLong());
        }

        /** Takes room for bytes before they are written. */
        void take(long bytes) {
            taken += bytes;
            if (kept + all.addAndGet(bytes) > most) {
                throw overLimit(team, kept);
            }
        }

        @Override
        public void close() {
            all.addAndGet(-taken);
        }
    }

    /**
     * Reserves room for an upload.
     *
     * @param unfinished bytes of the team's uploads so far
     * @param announced bytes that are going to come, -1 when nobody knows
     */
    Reservation reserve(UUID team, long used, long unfinished, long announced) {
        if (files.free() - Math.max(0, announced) < config.keepFree().asLongValue()) {
            throw noSpace();
        }
        long most = most(team);
        if (used + unfinished + Math.max(0, announced) > most) {
            throw overLimit(team, used);
        }
        return new Reservation(team, used + unfinished, most);
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

    private RegistryError overLimit(UUID team, long used) {
        return new RegistryError(
                Code.DENIED,
                "quota exceeded: the team has " + megabytes(used) + " of " + megabytes(most(team))
                        + " in the registry; delete tags or repositories it does not need");
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
