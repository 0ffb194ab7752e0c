package dev.slipway.push;

import dev.slipway.app.App;
import dev.slipway.source.Pushed;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Repositories go with their apps. */
@ApplicationScoped
class Leftovers {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);

    private final Pushed pushed;

    Leftovers(Pushed pushed) {
        this.pushed = pushed;
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void remove() {
        try {
            for (UUID app : pushed.apps()) {
                if (QuarkusTransaction.requiringNew().call(() -> App.count("id", app)) == 0) {
                    pushed.remove(app);
                }
            }
        } catch (IOException failure) {
            LOG.warnf("cannot clear away repositories of deleted apps: %s", failure.getMessage());
        }
    }
}
