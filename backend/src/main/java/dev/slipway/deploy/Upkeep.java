package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.build.BuildQueue;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.registry.ReleaseShelf;
import dev.slipway.route.Routes;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes what runs equal to what is wanted, outside of deployments: stopped, deleted, left over, died. */
@ApplicationScoped
class Upkeep {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);

    private final UpkeepLedger ledger;
    private final Engine engine;
    private final Routes routes;
    private final BuildQueue builds;
    private final ReleaseShelf shelf;

    Upkeep(UpkeepLedger ledger, Engine engine, Routes routes, BuildQueue builds, ReleaseShelf shelf) {
        this.ledger = ledger;
        this.engine = engine;
        this.routes = routes;
        this.builds = builds;
        this.shelf = shelf;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void followWishes() {
        try {
            ledger.leaving().forEach(this::remove);
            ledger.stopping().forEach(routes::forget);
            ledger.unwanted().forEach(this::end);
        } catch (EngineFailure failure) {
            LOG.debugf("upkeep: %s", failure.getMessage());
        }
    }

    @Scheduled(every = "3s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        try {
            ledger.watched().forEach(this::look);
        } catch (EngineFailure failure) {
            LOG.debugf("upkeep: %s", failure.getMessage());
        }
    }

    /** Containers, route, images, and last the rows; each may be gone already from an earlier try. */
    private void remove(UpkeepLedger.Leaving leaving) {
        if (!leaving.openBuilds().isEmpty()) {
            leaving.openBuilds().forEach(builds::cancel);
            return;
        }
        App app = leaving.app();
        routes.forget(app);
        engine.list(app.teamId, Labels.APP, app.id.toString()).forEach(entry -> {
            engine.stop(app.teamId, entry.id(), DeployRun.GRACE);
            engine.remove(app.teamId, entry.id());
        });
        leaving.images().forEach(image -> removeImage(app.teamId, image));
        shelf.forget(app.teamId, app.id);
        ledger.forget(app.id);
    }

    /** An image another app was built to as well cannot go, and need not. */
    private void removeImage(UUID teamId, String image) {
        try {
            engine.removeImage(teamId, image);
        } catch (EngineFailure failure) {
            if (failure.unreachable()) {
                throw failure;
            }
            LOG.infof("image %s stays: %s", image, failure.getMessage());
        }
    }

    private void end(Instance instance) {
        String container = instance.containerId;
        if (container != null) {
            engine.stop(instance.teamId, container, DeployRun.GRACE);
            engine.remove(instance.teamId, container);
        }
        ledger.gone(instance.id);
    }

    private void look(UpkeepLedger.Watched watched) {
        Optional<ContainerState> state = engine.inspect(watched.teamId(), watched.container());
        if (state.isEmpty()) {
            ledger.vanished(watched.id());
            return;
        }
        boolean down = !state.get().running() && state.get().status() != ContainerState.Status.CREATED;
        String why = down
                ? new Diagnosis(engine, watched.teamId(), watched.memory(), ledger.masks(watched.appId()))
                        .exited(watched.container(), state.get())
                : null;
        ledger.see(watched.id(), state.get(), why);
    }
}
