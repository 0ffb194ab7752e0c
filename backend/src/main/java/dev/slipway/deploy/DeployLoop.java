package dev.slipway.deploy;

import dev.slipway.engine.Engine;
import dev.slipway.route.Routes;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Takes the next step of every running deployment, each app on a thread of its own. */
@ApplicationScoped
class DeployLoop {

    private static final Logger LOG = Logger.getLogger(DeployLoop.class);

    private final DeployLedger ledger;
    private final Engine engine;
    private final Routes routes;
    private final KeptImages images;
    private final Set<UUID> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    DeployLoop(DeployLedger ledger, Engine engine, Routes routes, KeptImages images) {
        this.ledger = ledger;
        this.engine = engine;
        this.routes = routes;
        this.images = images;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void takeSteps() {
        if (!stopping) {
            ledger.ready().forEach(this::begin);
        }
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    private void begin(UUID id) {
        if (running.add(id)) {
            Thread.ofVirtual().name("deployment-" + id).start(() -> run(id));
        }
    }

    private void run(UUID id) {
        try {
            ledger.plan(id).ifPresent(plan -> new DeployRun(engine, routes, ledger, images, plan).run());
        } catch (DeployFailed failure) {
            ledger.failed(id, String.valueOf(failure.getMessage()));
        } catch (RuntimeException failure) {
            // Ours or the database's: the row stays as it is and the next pass tries again, up to its deadline.
            LOG.errorf(failure, "deployment %s", id);
        } finally {
            running.remove(id);
        }
    }
}
