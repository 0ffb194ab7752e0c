package dev.slipway.identity;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;

/** Removes sessions, tickets and password resets which have expired. */
@ApplicationScoped
class Housekeeping {

    private final Clock clock;

    Housekeeping(Clock clock) {
        this.clock = clock;
    }

    @Scheduled(every = "10m", delayed = "1m")
    @RunOnVirtualThread
    @Transactional
    void removeExpired() {
        Session.removeExpired(clock.instant());
        Ticket.removeExpired(clock.instant());
        PasswordReset.removeExpired(clock.instant());
    }
}
