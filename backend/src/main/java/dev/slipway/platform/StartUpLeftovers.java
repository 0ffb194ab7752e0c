package dev.slipway.platform;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Gives back what starting took. Unpacking the database and reading a few hundred jars fills the heap once; the serial
 * collector returns pages to the host only after a full collection, which an idle control plane would never make.
 */
@ApplicationScoped
class StartUpLeftovers {
    /** Long enough for the first requests, which load what start-up did not. */
    private static final Duration AFTER = Duration.ofSeconds(20);

    void collect(@Observes StartupEvent started, Vertx vertx) {
        vertx.setTimer(
                AFTER.toMillis(),
                timer -> Thread.ofPlatform().daemon().name("start-up-leftovers").start(System::gc));
    }
}
