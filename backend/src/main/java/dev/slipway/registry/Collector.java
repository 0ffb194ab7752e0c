package dev.slipway.registry;

import dev.slipway.platform.DataScope;
import dev.slipway.platform.Rows;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Removes what nothing needs: uploads nobody goes on with, blobs no manifest names, files without a row. First the rows go
 * and are committed, then the files; both under the team's lock, which a push takes, too. So a file without a row may be
 * left by a crash, which the next run removes, and never a row without its file.
 */
@ApplicationScoped
class Collector {

    private static final Logger LOG = Logger.getLogger(Collector.class);

    private final Rows rows;
    private final BlobFiles files;
    private final Uploads uploads;
    private final RegistryConfig config;
    private final Clock clock;

    Collector(Rows rows, BlobFiles files, Uploads uploads, RegistryConfig config, Clock clock) {
        this.rows = rows;
        this.files = files;
        this.uploads = uploads;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${slipway.registry.collect-every:15m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void collectAll() {
        Set<UUID> teams = new TreeSet<>(files.teams());
        teams.addAll(QuarkusTransaction.requiringNew()
                .call(() -> rows.list(
                        row -> row.getObject(1, UUID.class), "select distinct team_id from registry_repository")));
        teams.forEach(this::collect);
    }

    /** Looks through what one team has. */
    void collect(UUID team) {
        DataScope.within(List.of(team), () -> {
            QuarkusTransaction.requiringNew().run(() -> forget(team));
            QuarkusTransaction.requiringNew().run(() -> sweep(team));
            return true;
        });
    }

    private void forget(UUID team) {
        TeamLock.take(rows, team);
        Instant now = clock.instant();
        List<UUID> stale = rows.list(
                row -> row.getObject(1, UUID.class),
                "select id from registry_upload where team_id = ? and touched_at < ?",
                team,
                now.minus(config.uploadsFor()));
        stale.stream().filter(id -> !uploads.isBusy(id)).forEach(id -> {
            rows.change("delete from registry_upload where id = ?", id);
            uploads.forget(id);
        });
        int links = rows.change(
                "delete from registry_blob_link l where team_id = ? and touched_at < ? and not exists (select"
                        + " from registry_reference r where r.repository_id = l.repository_id and r.digest = l.digest)",
                team,
                now.minus(config.unusedFor()));
        int blobs = rows.change(
                "delete from registry_blob b where team_id = ? and not exists (select"
                        + " from registry_blob_link l where l.team_id = b.team_id and l.digest = b.digest)",
                team);
        if (stale.size() + links + blobs > 0) {
            LOG.infof("registry of team %s: collected %d blobs, %d uploads", team, blobs, stale.size());
        }
    }

    private void sweep(UUID team) {
        TeamLock.take(rows, team);
        Set<String> blobs = new HashSet<>(
                rows.list(row -> row.getString(1), "select digest from registry_blob where team_id = ?", team));
        files.blobs(team).stream()
                .filter(digest -> !blobs.contains(digest.toString()))
                .forEach(digest -> files.removeBlob(team, digest));
        Set<UUID> open = new HashSet<>(rows.list(
                row -> row.getObject(1, UUID.class), "select id from registry_upload where team_id = ?", team));
        files.uploads(team).stream()
                .filter(id -> !open.contains(id) && !uploads.isBusy(id))
                .forEach(id -> files.removeUpload(team, id));
    }
}
