package dev.slipway.build;

import dev.slipway.app.App;
import dev.slipway.environment.Environment;
import dev.slipway.platform.Change;
import dev.slipway.platform.Masks;
import dev.slipway.platform.Secret;
import dev.slipway.quota.Quotas;
import dev.slipway.source.Commit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;

/** Every change of a build's row, each in a transaction of its own. */
@ApplicationScoped
class BuildLedger {

    /** A build whose control plane or engine died under it is begun so often in all. */
    private static final int MOST_ATTEMPTS = 3;

    static final String OUT_OF_TIME =
            "the team has used its minutes of building in this month; ask an operator to raise the quota";

    private final Quotas quotas;
    private final Environment environment;
    private final Clock clock;
    private final Event<Change> changes;
    private final Event<BuildSucceeded> successes;

    BuildLedger(
            Quotas quotas,
            Environment environment,
            Clock clock,
            Event<Change> changes,
            Event<BuildSucceeded> successes) {
        this.quotas = quotas;
        this.environment = environment;
        this.clock = clock;
        this.changes = changes;
        this.successes = successes;
    }

    /** What a run needs to know, read once. */
    record Begun(UUID id, App app, @Nullable String ref, String tag, Masks masks, Duration timeLeft, long logBytes) {}

    /** What a build has made; no image unless it succeeded. */
    record Made(UUID team, int number, @Nullable String image) {}

    /** Read in a transaction of its own: looking into an image takes longer than a connection should be held. */
    @Transactional
    Optional<Made> made(UUID id) {
        return Build.<Build>findByIdOptional(id).map(build -> new Made(build.teamId, build.number, build.imageId));
    }

    /** Builds that may begin now: the oldest of each app which has none under way. */
    @Transactional
    List<UUID> ready(int most) {
        Set<UUID> busy = new HashSet<>();
        Build.in(Build.UNDER_WAY).forEach(build -> busy.add(build.appId));
        return Build.in(Set.of(Build.Status.QUEUED)).stream()
                .filter(build -> busy.add(build.appId))
                .limit(most)
                .map(build -> build.id)
                .toList();
    }

    /** Begins a queued build; empty when it was cancelled or its app deleted meanwhile. */
    @Transactional
    Optional<Begun> begin(UUID id) {
        Build build = Build.findById(id);
        App app = build == null ? null : App.present(build.appId).orElse(null);
        if (build == null || app == null || build.status != Build.Status.QUEUED) {
            return Optional.empty();
        }
        Duration timeLeft = quotas.buildTimeLeft(app.teamId);
        if (timeLeft.isZero()) {
            build.finish(Build.Status.FAILED, OUT_OF_TIME, clock.instant());
            changes.fire(build.change());
            return Optional.empty();
        }
        build.begin(clock.instant());
        build.enterStage("fetch", clock.instant());
        Hibernate.initialize(app.project);
        changes.fire(build.change());
        return Optional.of(new Begun(
                id, app, build.ref, build.tag(), environment.masks(app), timeLeft, quotas.buildLogBytes(app.teamId)));
    }

    @Transactional
    void fetched(Begun begun, Commit commit, Recipe recipe) {
        underWay(begun.id()).ifPresent(build -> {
            build.leaveStage("succeeded", clock.instant());
            build.fetched(commit);
            BuildRecipe.note(begun.id(), recipe, begun.masks());
            build.enterStage("build", clock.instant());
            changes.fire(build.change());
        });
    }

    /** Those of the app's secrets that its Dockerfile mounts, as they are now. */
    @Transactional
    Map<String, Secret> secrets(Begun begun, Recipe recipe) {
        return recipe.mountsSecrets() ? environment.secrets(begun.app(), recipe::names) : Map.of();
    }

    @Transactional
    void succeeded(UUID id, String image) {
        underWay(id).ifPresent(build -> {
            build.imageId = image;
            build.finish(Build.Status.SUCCEEDED, null, clock.instant());
            changes.fire(build.change());
            successes.fire(new BuildSucceeded(build));
        });
    }

    @Transactional
    void failed(UUID id, String why, boolean cancelled) {
        underWay(id).ifPresent(build -> {
            build.finish(
                    cancelled ? Build.Status.CANCELLED : Build.Status.FAILED, cancelled ? null : why, clock.instant());
            changes.fire(build.change());
        });
    }

    /** Puts a build back into the queue, unless it was begun too often already. */
    @Transactional
    boolean again(UUID id) {
        Build build = Build.findById(id);
        if (build == null || build.attempts >= MOST_ATTEMPTS) {
            return false;
        }
        build.status = Build.Status.QUEUED;
        build.stages.clear();
        changes.fire(build.change());
        return true;
    }

    /** After a start: what was under way has no thread any more. */
    @Transactional
    void recover() {
        for (Build build : Build.in(Build.UNDER_WAY)) {
            if (build.cancelling) {
                build.finish(Build.Status.CANCELLED, null, clock.instant());
            } else if (!again(build.id)) {
                build.finish(
                        Build.Status.FAILED,
                        "the control plane stopped " + MOST_ATTEMPTS
                                + " times during this build; build again, and look at the server's log",
                        clock.instant());
            }
            changes.fire(build.change());
        }
    }

    /** Notes that a build is not wanted; a queued one ends at once. */
    @Transactional
    void cancel(UUID id) {
        Build build = Build.findById(id);
        if (build == null || build.status.finished()) {
            return;
        }
        build.cancelling = true;
        if (build.status == Build.Status.QUEUED) {
            build.finish(Build.Status.CANCELLED, null, clock.instant());
        }
        changes.fire(build.change());
    }

    private static Optional<Build> underWay(UUID id) {
        return Build.<Build>findByIdOptional(id).filter(build -> Build.UNDER_WAY.contains(build.status));
    }
}
