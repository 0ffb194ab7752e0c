package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.platform.Change;
import dev.slipway.platform.Problem;
import dev.slipway.quota.Quotas;
import dev.slipway.release.Release;
import dev.slipway.release.ReleaseCut;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Clock;

/** Begins deployments. Callers bring the transaction and the app's lock. */
@ApplicationScoped
public class Deployments {

    private final Clock clock;
    private final Event<Change> changes;
    private final Quotas quotas;

    Deployments(Clock clock, Event<Change> changes, Quotas quotas) {
        this.quotas = quotas;
        this.clock = clock;
        this.changes = changes;
    }

    /** A new release runs at once; a stopped app only takes note of it. */
    void onRelease(@Observes ReleaseCut cut) {
        if (cut.app().suspended) {
            cut.app().currentReleaseId = cut.release().id;
        } else {
            begin(cut.app(), cut.release());
        }
    }

    /** Moves the app to one of its releases, and starts it when it was stopped. */
    Deployment moveTo(App app, int releaseNumber) {
        Release release = Release.numbered(app.id, releaseNumber)
                .orElseThrow(() -> Problem.invalid(
                        "fromRelease", "the app has no release " + releaseNumber + "; name one of its list"));
        if (app.suspended) {
            app.suspended = false;
            requireRoom(app);
        }
        return begin(app, release);
    }

    /** Runs the current release anew: after a change of settings, or of a stop. Without a release there is nothing to do. */
    public void restart(App app) {
        if (app.currentReleaseId != null && !app.suspended) {
            Release release = Release.findById(app.currentReleaseId);
            begin(app, release);
        }
    }

    /** A stopped app uses nothing; to start it asks for all of it. */
    public void requireRoom(App app) {
        BigDecimal instances = BigDecimal.valueOf(app.instances);
        quotas.requireRoomForApps(app.teamId, app.cpus.multiply(instances), app.memory * app.instances, app.instances);
    }

    private Deployment begin(App app, Release release) {
        Deployment deployment = Deployment.begin(app, release, clock.instant());
        changes.fire(deployment.change());
        return deployment;
    }
}
