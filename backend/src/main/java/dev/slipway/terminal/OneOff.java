package dev.slipway.terminal;

import dev.slipway.app.App;
import dev.slipway.engine.ContainerOrder;
import dev.slipway.environment.Environment;
import dev.slipway.platform.Problem;
import dev.slipway.release.Release;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A container like those of an app's current release, for one command. */
@ApplicationScoped
class OneOff {

    private static final BigDecimal NANOS = new BigDecimal(1_000_000_000);

    private final Environment environment;

    OneOff(Environment environment) {
        this.environment = environment;
    }

    /**
     * What to make. It carries the app's label, so that it goes with the app, but no instance's.
     *
     * @throws Problem when the app has nothing that runs
     */
    @Transactional
    ContainerOrder order(UUID appId) {
        App app = App.present(appId).orElseThrow(Problem::notFound);
        if (app.currentReleaseId == null) {
            throw new Problem(Problem.Kind.CONFLICT, "the app has no release to run a command of; deploy it first");
        }
        Release release = Release.findById(app.currentReleaseId);
        List<String> variables = environment.open(app, release.environmentVersion).entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        return new ContainerOrder(
                release.imageId,
                variables,
                Map.of(TerminalSocket.APP, appId.toString(), "slipway.one-off", String.valueOf(release.number)),
                app.memory,
                app.cpus.multiply(NANOS).longValue());
    }
}
