package dev.slipway.recording;

import dev.slipway.platform.DataScope;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps recordings: their rows, their sealed parts, and how long. */
@ApplicationScoped
public class Recordings {

    private static final Logger LOG = Logger.getLogger(Recordings.class);

    private final EntityManager database;
    private final Vault vault;
    private final RecordingConfig config;
    private final Clock clock;
    private final Set<Recorder> open = ConcurrentHashMap.newKeySet();

    Recordings(EntityManager database, Vault vault, RecordingConfig config, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.config = config;
        this.clock = clock;
    }

    /** Begins to record. */
    public Recorder begin(Session session) {
        Recording row = Recording.of(session, clock.instant().truncatedTo(ChronoUnit.MICROS));
        within(session.teamId(), () -> {
            row.persist();
            return row;
        });
        Recorder recorder = new Recorder(this, row, session, clock, config.bytes());
        open.add(recorder);
        return recorder;
    }

    /** The parts of a recording in order, opened; empty behind the last. */
    Optional<String> part(UUID teamId, UUID recording, int number) {
        return within(teamId, () -> {
            List<?> sealed = database.createNativeQuery(
                            "select sealed from recording_part where recording_id = ?1 and number = ?2", byte[].class)
                    .setParameter(1, recording)
                    .setParameter(2, number)
                    .getResultList();
            return sealed.stream()
                    .findFirst()
                    .map(part -> vault.open(teamId, (byte[]) part, Recording.place(recording, number))
                            .reveal());
        });
    }

    void keep(UUID teamId, UUID recording, int number, String part, long bytes) {
        within(teamId, () -> {
            byte[] sealed = vault.seal(teamId, new Secret(part), Recording.place(recording, number));
            database.createNativeQuery(
                            "insert into recording_part (recording_id, number, team_id, sealed) values (?1, ?2, ?3, ?4)")
                    .setParameter(1, recording)
                    .setParameter(2, number)
                    .setParameter(3, teamId)
                    .setParameter(4, sealed)
                    .executeUpdate();
            return Recording.update("bytes = ?1 where id = ?2", bytes, recording);
        });
    }

    void forgetOpen(Recorder recorder) {
        open.remove(recorder);
    }

    void ended(UUID recording, UUID teamId, @Nullable Integer exitCode) {
        within(
                teamId,
                () -> Recording.update(
                        "endedAt = ?1, exitCode = ?2 where id = ?3",
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        exitCode,
                        recording));
    }

    /** No terminal outlives the control plane. */
    void endThoseOfTheRunBefore(@Observes StartupEvent started) {
        asPlatform(() -> Recording.update("endedAt = ?1 where endedAt is null", clock.instant()));
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void flush() {
        for (Recorder recorder : open) {
            try {
                recorder.flush();
            } catch (RuntimeException failure) {
                LOG.warnf("a part of a recording could not be kept and is tried again: %s", failure.getMessage());
            }
        }
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forget() {
        forgetOld();
        forgetTooMany();
    }

    /** What was kept long enough. */
    void forgetOld() {
        asPlatform(() -> Recording.delete("endedAt < ?1", clock.instant().minus(config.keep())));
    }

    /** What a team has beyond its room, oldest first; the audit still says that there was a terminal. */
    void forgetTooMany() {
        long forgotten =
                asPlatform(() -> (long) database.createNativeQuery("delete from recording where id in (select id from"
                                + " (select id, ended_at, sum(bytes) over (partition by team_id order by started_at desc, id) as sum"
                                + " from recording) r where sum > ?1 and ended_at is not null)")
                        .setParameter(1, config.teamBytes())
                        .executeUpdate());
        if (forgotten > 0) {
            LOG.infof("%d recordings of terminals had no room any more", forgotten);
        }
    }

    private static <T> T within(UUID teamId, Supplier<T> work) {
        return DataScope.within(
                List.of(teamId), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    private static <T> T asPlatform(Supplier<T> work) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(work::get));
    }
}
