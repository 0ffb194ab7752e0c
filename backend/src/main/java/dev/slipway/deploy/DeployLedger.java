package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.build.BuildLog;
import dev.slipway.environment.Environment;
import dev.slipway.platform.Change;
import dev.slipway.platform.Masks;
import dev.slipway.platform.SealBroken;
import dev.slipway.quota.Quotas;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;

/** Every change of a deployment's rows, each in a transaction of its own. */
@ApplicationScoped
class DeployLedger {

    /** An engine away for longer is an incident; the old release keeps serving meanwhile. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Clock clock;
    private final Environment environment;
    private final BuildLog log;
    private final Quotas quotas;
    private final Event<Change> changes;
    private final Event<NowServing> serving;

    DeployLedger(
            Clock clock,
            Environment environment,
            BuildLog log,
            Quotas quotas,
            Event<Change> changes,
            Event<NowServing> serving) {
        this.serving = serving;
        this.quotas = quotas;
        this.clock = clock;
        this.log = log;
        this.environment = environment;
        this.changes = changes;
    }

    /**
     * What a run needs to know.
     *
     * @param instances in order, containers as far as they are made
     * @param masks for what instances have written
     * @param logBytes that each instance's log may have
     */
    record Plan(
            App app,
            Deployment deployment,
            List<Instance> instances,
            Map<String, String> variables,
            Masks masks,
            long logBytes) {

        @Override
        public String toString() {
            return "Plan[" + deployment.id + "]";
        }
    }

    /** The deployments to take a step of: the newest of each app; older ones which did nothing yet are given up. */
    @Transactional
    List<UUID> ready() {
        Set<UUID> apps = new HashSet<>();
        List<UUID> ready = new ArrayList<>();
        for (Deployment deployment : Deployment.running()) {
            if (deployment.untouched() && hasNewer(deployment)) {
                fail(deployment, "a newer deployment took its place");
            } else if (apps.add(deployment.appId)) {
                ready.add(deployment.id);
            }
        }
        return ready;
    }

    /** Reads the plan, and wishes the instances when that has not happened yet. Empty when the app is on its way out. */
    @Transactional
    Optional<Plan> plan(UUID id) {
        Deployment deployment = Deployment.findById(id);
        App app = deployment == null ? null : App.present(deployment.appId).orElse(null);
        if (deployment == null || app == null || deployment.status != Deployment.Status.RUNNING) {
            return Optional.empty();
        }
        if (clock.instant().isAfter(deployment.createdAt.plus(LONGEST))) {
            throw new DeployFailed("the deployment took longer than " + LONGEST.toMinutes()
                    + " minutes; see whether the engine runs, and deploy again");
        }
        List<Instance> instances = Instance.of(deployment);
        if (instances.isEmpty()) {
            instances = new ArrayList<>();
            for (int ordinal = 0; ordinal < app.instances; ordinal++) {
                instances.add(Instance.wish(deployment, ordinal, clock.instant()));
            }
        }
        Hibernate.initialize(app.project.team);
        Hibernate.initialize(deployment.release.build);
        Hibernate.initialize(deployment.steps);
        return Optional.of(new Plan(
                app,
                deployment,
                List.copyOf(instances),
                variables(app, deployment),
                environment.masks(app),
                quotas.instanceLogBytes(app.teamId)));
    }

    private Map<String, String> variables(App app, Deployment deployment) {
        try {
            return environment.open(app, deployment.release.environmentVersion);
        } catch (SealBroken broken) {
            throw new DeployFailed(String.valueOf(broken.getMessage()));
        }
    }

    @Transactional
    void created(UUID instanceId, String containerId) {
        Instance instance = Instance.findById(instanceId);
        if (instance != null) {
            instance.containerId = containerId;
        }
    }

    @Transactional
    void enter(UUID id, Step step) {
        Deployment deployment = Deployment.findById(id);
        if (deployment != null) {
            deployment.step(step).enter(clock.instant());
            changes.fire(deployment.change());
        }
    }

    @Transactional
    void leave(UUID id, Step step, boolean well, String detail) {
        Deployment deployment = Deployment.findById(id);
        if (deployment != null) {
            deployment.step(step).leave(well, detail, clock.instant());
            changes.fire(deployment.change());
        }
    }

    /** The new release serves from now on. */
    @Transactional
    void switched(UUID id) {
        Deployment deployment = Deployment.findById(id);
        if (deployment != null) {
            App.locked(deployment.appId).ifPresent(app -> app.currentReleaseId = deployment.release.id);
            List<Instance> instances = Instance.of(deployment);
            instances.forEach(instance -> instance.answers(clock.instant()));
            serving.fire(new NowServing(
                    deployment.appId,
                    deployment.release.number,
                    instances.stream().map(instance -> instance.id).collect(Collectors.toUnmodifiableSet())));
        }
    }

    @Transactional
    void succeeded(UUID id) {
        Deployment deployment = Deployment.findById(id);
        if (deployment != null) {
            deployment.finish(Deployment.Status.SUCCEEDED, null, clock.instant());
            changes.fire(deployment.change());
        }
    }

    @Transactional
    void failed(UUID id, String why) {
        Deployment deployment = Deployment.findById(id);
        if (deployment != null) {
            deployment.steps.stream()
                    .filter(step -> !step.isDone() && !step.isWaiting())
                    .forEach(step -> step.leave(false, why, clock.instant()));
            fail(deployment, why);
        }
    }

    /** Instances of the app which are not of this deployment and still there. */
    @Transactional
    List<Instance> others(Deployment deployment) {
        return Instance.present(List.of(deployment.appId)).stream()
                .filter(instance -> !instance.deploymentId.equals(deployment.id))
                .toList();
    }

    @Transactional
    void gone(UUID instanceId, String why) {
        Instance instance = Instance.findById(instanceId);
        if (instance != null) {
            instance.gone(why, clock.instant());
        }
    }

    private void fail(Deployment deployment, String why) {
        deployment.finish(Deployment.Status.FAILED, why, clock.instant());
        // Whoever follows the build's log waits for the app: the end of the story belongs there too.
        log.say(deployment.release.build.id, "deployment " + deployment.number + " failed: " + why);
        changes.fire(deployment.change());
    }

    private static boolean hasNewer(Deployment deployment) {
        return Deployment.count(
                        "appId = ?1 and number > ?2 and status = ?3",
                        deployment.appId,
                        deployment.number,
                        Deployment.Status.RUNNING)
                > 0;
    }
}
