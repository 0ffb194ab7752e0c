package dev.slipway.host.container;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins the health checks of containers that have some. */
final class HealthChecks {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final ContainerEvents events;
    private final Timers timers;

    HealthChecks(Neighbours neighbours, ContainerFiles files, ContainerEvents events, Timers timers) {
        this.neighbours = neighbours;
        this.files = files;
        this.events = events;
        this.timers = timers;
    }

    /** Null when the container has no check. */
    @Nullable
    HealthWatch watch(LiveContainer container, RunningContainer running) {
        Optional<HealthRule> rule = HealthRule.of(container.record().run().healthcheck());
        if (rule.isEmpty()) {
            return null;
        }
        HealthProbe probe = new HealthProbe(neighbours, files.exec(container.id()), running, rule.get());
        HealthWatch watch = new HealthWatch(
                rule.get(),
                probe::run,
                neighbours.clock(),
                running.startedAt(),
                timers,
                status -> events.publish(container, "health_status: " + status));
        watch.begin();
        return watch;
    }
}
