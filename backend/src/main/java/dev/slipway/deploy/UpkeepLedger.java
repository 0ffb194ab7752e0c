package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.engine.ContainerState;
import dev.slipway.environment.Environment;
import dev.slipway.platform.Change;
import dev.slipway.platform.Masks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;

/** What the upkeep has to do, and what it has seen, in rows. */
@ApplicationScoped
class UpkeepLedger {

    private final Environment environment;
    private final Clock clock;
    private final Event<Change> changes;

    UpkeepLedger(Environment environment, Clock clock, Event<Change> changes) {
        this.environment = environment;
        this.clock = clock;
        this.changes = changes;
    }

    /** An app on its way out. */
    record Leaving(App app, List<UUID> openBuilds, List<String> images) {}

    /** An instance to look at. */
    record Watched(UUID id, UUID teamId, UUID appId, String container, long memory) {}

    @Transactional
    List<Leaving> leaving() {
        return App.<App>list("deleting = true").stream()
                .map(app -> {
                    Hibernate.initialize(app.project);
                    List<Build> all = Build.ofApp(app.id, Integer.MAX_VALUE);
                    return new Leaving(
                            app,
                            all.stream()
                                    .filter(build -> !build.status.finished())
                                    .map(build -> build.id)
                                    .toList(),
                            all.stream()
                                    .filter(build -> build.imageId != null)
                                    .map(Build::tag)
                                    .toList());
                })
                .toList();
    }

    /** Everything of the app, by the database's cascades. */
    @Transactional
    void forget(UUID appId) {
        App app = App.findById(appId);
        if (app != null) {
            Change change = app.change();
            App.deleteById(appId);
            changes.fire(change);
        }
    }

    /** Instances that should not be there: of stopped apps, and of finished deployments which do not serve. */
    @Transactional
    List<Instance> unwanted() {
        return Instance.unwanted();
    }

    /** Stopped apps which still have instances: their name is taken away before these end. */
    @Transactional
    List<App> stopping() {
        List<App> apps = App.<App>list("suspended = true and deleting = false").stream()
                .filter(app -> !Instance.present(List.of(app.id)).isEmpty())
                .toList();
        apps.forEach(app -> Hibernate.initialize(app.project));
        return apps;
    }

    @Transactional
    List<Watched> watched() {
        return Instance.allPresent().stream()
                .filter(instance -> instance.containerId != null)
                .map(instance -> {
                    App app = App.findById(instance.appId);
                    String container = Objects.requireNonNull(instance.containerId);
                    return new Watched(
                            instance.id, instance.teamId, instance.appId, container, app == null ? 0 : app.memory);
                })
                .toList();
    }

    /** What must not be quoted of what an app's instances wrote. */
    @Transactional
    Masks masks(UUID appId) {
        return App.<App>findByIdOptional(appId).map(environment::masks).orElse(Masks.NONE);
    }

    @Transactional
    void see(UUID instanceId, ContainerState state, @Nullable String why) {
        Instance instance = Instance.findById(instanceId);
        if (instance != null && instance.status != Instance.Status.GONE) {
            if (instance.see(state)) {
                instance.detail = why;
                fire(instance);
            }
        }
    }

    @Transactional
    void vanished(UUID instanceId) {
        end(instanceId, "the engine no longer knows its container; deploy again");
    }

    @Transactional
    void gone(UUID instanceId) {
        end(instanceId, null);
    }

    private void end(UUID instanceId, @Nullable String why) {
        Instance instance = Instance.findById(instanceId);
        if (instance != null && instance.status != Instance.Status.GONE) {
            instance.gone(why, clock.instant());
            fire(instance);
        }
    }

    private void fire(Instance instance) {
        changes.fire(new Change("app", instance.appId, instance.appId, instance.teamId));
    }
}
