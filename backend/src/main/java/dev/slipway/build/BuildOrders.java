package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.platform.Change;
import dev.slipway.platform.Problem;
import dev.slipway.quota.Quotas;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The one way to ask for a build, for people, pushes and hooks alike: what waits and what the team has used up is asked here. */
@ApplicationScoped
public class BuildOrders {

    /** Waiting builds of one app; more is a script gone wild. */
    private static final long MOST_WAITING = 10;

    private final Quotas quotas;
    private final Event<Change> changes;
    private final Clock clock;

    BuildOrders(Quotas quotas, Event<Change> changes, Clock clock) {
        this.quotas = quotas;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Queues a build in the caller's transaction.
     *
     * @param app locked by the caller, or new
     * @param ref branch, tag or commit; null for the app's own branch
     * @throws Problem CONFLICT when too many wait, or the team's quota is reached
     */
    public Build order(App app, @Nullable String ref) {
        if (Build.count("appId = ?1 and status = ?2", app.id, Build.Status.QUEUED) >= MOST_WAITING) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "the app has " + MOST_WAITING + " builds waiting; let them finish or cancel");
        }
        quotas.requireRoomForBuild(app.teamId);
        Build build = Build.queue(app, ref, clock.instant());
        changes.fire(build.change());
        return build;
    }
}
