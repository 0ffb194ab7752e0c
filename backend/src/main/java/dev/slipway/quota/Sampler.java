package dev.slipway.quota;

import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.TeamUse;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Asks the engine once a minute what each team has used, and adds it up. */
@ApplicationScoped
class Sampler {

    private static final Logger LOG = Logger.getLogger(Sampler.class);

    /** Counting a disk's bytes walks through folders: every so many rounds. */
    private static final int DISK_ROUNDS = 5;

    private final Engine engine;
    private final QuotaTable quotas;
    private final UsageTable table;
    private final Clock clock;
    private int round;

    Sampler(Engine engine, QuotaTable quotas, UsageTable table, Clock clock) {
        this.engine = engine;
        this.quotas = quotas;
        this.table = table;
        this.clock = clock;
    }

    @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sample() {
        boolean disk = round++ % DISK_ROUNDS == 0;
        try {
            for (UUID team : QuarkusTransaction.requiringNew().call(quotas::teamsWithApps)) {
                sample(team, disk);
            }
        } catch (EngineFailure away) {
            // Its counters go on meanwhile: the next round has what this one misses.
            LOG.debugf("usage: %s", away.getMessage());
        }
    }

    void sample(UUID team, boolean disk) {
        TeamUse use = engine.use(team, disk);
        QuarkusTransaction.requiringNew().run(() -> {
            Long bytes = use.diskBytes();
            if (bytes == null) {
                quotas.lock(team); // another control plane may sample, too
            } else {
                quotas.diskUsed(team, bytes);
            }
            table.add(team, use, clock.instant());
        });
    }
}
