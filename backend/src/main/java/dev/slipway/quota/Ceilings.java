package dev.slipway.quota;

import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.TeamCeiling;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Tells the engine each team's limits, which it holds by the control group above all the team's processes. */
@ApplicationScoped
class Ceilings {

    private static final Logger LOG = Logger.getLogger(Ceilings.class);

    private static final BigDecimal NANOS = new BigDecimal(1_000_000_000);

    /** Beside the instances: a build step, and what old and new instances use together while one takes the other's place. */
    private static final long SPARE_MEMORY = 1L << 30;

    /** The engine gives each container of a team so many. */
    private static final long PIDS_OF_INSTANCE = 256;

    private static final long SPARE_PIDS = 2048;

    private final Engine engine;
    private final QuotaConfig config;
    private final QuotaTable table;
    private final Map<UUID, TeamCeiling> told = new ConcurrentHashMap<>();

    Ceilings(Engine engine, QuotaConfig config, QuotaTable table) {
        this.engine = engine;
        this.config = config;
        this.table = table;
    }

    /** What was decided, what failed before, and teams that have their first app. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tell() {
        Map<UUID, Amounts> teams = QuarkusTransaction.requiringNew().call(table::decidedOfTeamsWithApps);
        told.keySet().retainAll(teams.keySet());
        teams.forEach((team, decided) -> tell(team, ceiling(Limits.of(config, decided))));
    }

    private void tell(UUID team, TeamCeiling wanted) {
        if (wanted.equals(told.get(team))) {
            return;
        }
        try {
            engine.limit(team, wanted);
            told.put(team, wanted);
        } catch (EngineFailure failure) {
            // Below what its instances have now, or the engine is away: until it fits, the limit before holds.
            LOG.debugf("limits of team %s: %s", team, failure.getMessage());
        }
    }

    private static TeamCeiling ceiling(Limits limits) {
        return new TeamCeiling(
                limits.memory() + SPARE_MEMORY,
                limits.cpus().multiply(NANOS).longValue(),
                limits.instances() * PIDS_OF_INSTANCE + SPARE_PIDS,
                // The engine takes 0 for no limit.
                Math.max(1, limits.disk()));
    }
}
