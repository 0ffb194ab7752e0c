package dev.slipway.host.container;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Begins the health checks of containers that have some. */
final class HealthChecks {
    private final Neighbours neighbours;
    private final ContainerFiles files;
    private final ContainerEvents events;
    private final Timers timers;
    private final BiConsumer<LiveContainer, RunningContainer> onUnhealthy;

    /** @param onUnhealthy told of containers that are to be started again when they are unhealthy */
    HealthChecks(
            Neighbours neighbours,
            ContainerFiles files,
            ContainerEvents events,
            Timers timers,
            BiConsumer<LiveContainer, RunningContainer> onUnhealthy) {
        this.neighbours = neighbours;
        this.files = files;
        this.events = events;
        this.timers = timers;
        this.onUnhealthy = onUnhealthy;
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
                status -> changed(container, running, status));
        watch.begin();
        return watch;
    }

    private void changed(LiveContainer container, RunningContainer running, String status) {
        events.publish(container, "health_status: " + status);
        if (status.equals(HealthWatch.UNHEALTHY)
                && UnhealthyRule.restarts(container.record().run().labels())) {
            onUnhealthy.accept(container, running);
        }
    }
}
