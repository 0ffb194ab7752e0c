package dev.slipway.deploy;

import dev.slipway.app.App;
import dev.slipway.deploy.DeployLedger.Plan;
import dev.slipway.engine.ContainerEntry;
import dev.slipway.engine.ContainerOrder;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.ImageFacts;
import dev.slipway.engine.ProbeResult;
import dev.slipway.engine.RouteState;
import dev.slipway.engine.RouteTarget;
import dev.slipway.platform.Await;
import dev.slipway.release.Release;
import dev.slipway.route.Routes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** One pass over a deployment's remaining steps. Ends early, without a word, when the engine is away: there is a next pass. */
final class DeployRun {

    static final Duration GRACE = Duration.ofSeconds(10);

    /** How long a slow start may take. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);

    /** Open requests get this long to end. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final Duration DRAIN_LOOK = Duration.ofMillis(250);
    private static final int DEFAULT_PORT = 8080;
    private static final BigDecimal NANOS = new BigDecimal(1_000_000_000);

    private final Engine engine;
    private final Routes routes;
    private final DeployLedger ledger;
    private final KeptImages images;
    private final Plan plan;
    private final UUID id;
    private final App app;

    /** Containers by instance, found or made in this pass. */
    private final Map<UUID, String> containers = new HashMap<>();

    DeployRun(Engine engine, Routes routes, DeployLedger ledger, KeptImages images, Plan plan) {
        this.engine = engine;
        this.routes = routes;
        this.ledger = ledger;
        this.images = images;
        this.plan = plan;
        this.id = plan.deployment().id;
        this.app = plan.app();
        plan.instances().stream()
                .filter(instance -> instance.containerId != null)
                .forEach(instance -> containers.put(instance.id, Objects.requireNonNull(instance.containerId)));
    }

    void run() {
        try {
            for (Step step : Step.values()) {
                if (!plan.deployment().step(step).isDone()) {
                    ledger.enter(id, step);
                    take(step);
                }
            }
            ledger.succeeded(id);
        } catch (DeployFailed failure) {
            undo(String.valueOf(failure.getMessage()));
        } catch (EngineFailure failure) {
            if (!failure.unreachable()) {
                undo(String.valueOf(failure.getMessage()));
            }
        }
    }

    private void take(Step step) {
        try {
            String detail = switch (step) {
                case CREATE -> create();
                case START -> start();
                case PROBE -> probe();
                case SWITCH -> switchOver();
                case DRAIN -> drain();
                case STOP -> stopOthers();
            };
            ledger.leave(id, step, true, detail);
        } catch (EngineFailure failure) {
            if (failure.unreachable() || !step.afterSwitch()) {
                throw failure;
            }
            // The new release serves; what could not be cleared away is left to the upkeep.
            ledger.leave(id, step, false, String.valueOf(failure.getMessage()));
        }
    }

    private String create() {
        haveImage();
        int port = port();
        for (Instance instance : plan.instances()) {
            if (!containers.containsKey(instance.id)) {
                String container =
                        madeBefore(instance).orElseGet(() -> engine.create(app.teamId, order(instance, port)));
                ledger.created(instance.id, container);
                containers.put(instance.id, container);
            }
        }
        return count("container", plan.instances().size()) + " from image " + plan.deployment().release.imageId;
    }

    /** The engine's own images of old builds were collected, or the host is another one. */
    private void haveImage() {
        Release release = plan.deployment().release;
        try {
            engine.image(app.teamId, release.imageId);
        } catch (EngineFailure failure) {
            if (!failure.unknown()) {
                throw failure;
            }
            images.fetch(app, release);
        }
    }

    /** A control plane that died between making a container and noting it left one with this label. */
    private Optional<String> madeBefore(Instance instance) {
        return engine.list(app.teamId, Labels.INSTANCE, instance.id.toString()).stream()
                .map(ContainerEntry::id)
                .findFirst();
    }

    private ContainerOrder order(Instance instance, int port) {
        Map<String, String> variables = new HashMap<>(plan.variables());
        variables.put("PORT", String.valueOf(port));
        List<String> environment = new ArrayList<>();
        variables.forEach((name, value) -> environment.add(name + "=" + value));
        environment.sort(null);
        return new ContainerOrder(
                plan.deployment().release.imageId,
                environment,
                Labels.of(instance),
                app.memory,
                app.cpus.multiply(NANOS).longValue(),
                plan.logBytes());
    }

    private String start() {
        containers.values().forEach(container -> engine.start(app.teamId, container));
        return count("container", containers.size()) + " started";
    }

    private String probe() {
        int port = port();
        Duration slowest = Duration.ZERO;
        for (String container : containers.values()) {
            ProbeResult result = engine.probe(app.teamId, container, port, PROBE_LIMIT);
            if (!result.ok()) {
                throw new DeployFailed(new Diagnosis(engine, app.teamId, app.memory, plan.masks())
                        .ofProbe(container, port, PROBE_LIMIT, result.reason()));
            }
            slowest = result.elapsed().compareTo(slowest) > 0 ? result.elapsed() : slowest;
        }
        return "port " + port + " open after " + slowest.toMillis() + " ms";
    }

    private String switchOver() {
        int port = port();
        List<RouteTarget> targets = containers.values().stream()
                .map(container -> new RouteTarget(container, port))
                .toList();
        routes.send(app, targets, DRAIN);
        ledger.switched(id);
        return routes.url(app) + " now answers from release " + plan.deployment().release.number;
    }

    private String drain() {
        boolean empty = Await.until(this::nothingDrains, DRAIN_LOOK, DRAIN.plusSeconds(2));
        return empty ? "no open requests left" : "open requests were given " + DRAIN.toSeconds() + " s";
    }

    private boolean nothingDrains() {
        List<RouteState.Draining> draining =
                routes.present(app).map(RouteState::draining).orElse(List.of());
        return draining.stream().allMatch(one -> one.active() == 0);
    }

    private String stopOthers() {
        List<Instance> others = ledger.others(plan.deployment());
        others.forEach(other -> end(other, "replaced by release " + plan.deployment().release.number));
        return others.isEmpty() ? "nothing to stop" : count("old instance", others.size()) + " stopped";
    }

    /** Removes what this deployment made. The old instances and their route were not touched. */
    private void undo(String why) {
        try {
            for (Instance instance : plan.instances()) {
                instance.containerId = containers.get(instance.id);
                end(instance, why);
            }
        } catch (EngineFailure failure) {
            // The upkeep removes what is left of failed deployments.
            ledger.failed(id, why);
            return;
        }
        ledger.failed(id, why);
    }

    private void end(Instance instance, String why) {
        String container = instance.containerId;
        if (container != null) {
            engine.stop(app.teamId, container, GRACE);
            engine.remove(app.teamId, container);
        }
        ledger.gone(instance.id, why);
    }

    /** The app's own setting, else a PORT among its variables, else the one port the image exposes, else 8080. */
    private int port() {
        if (app.port != null) {
            return app.port;
        }
        String variable = plan.variables().getOrDefault("PORT", "");
        if (variable.matches("[1-9]\\d{0,4}") && Integer.parseInt(variable) <= 65_535) {
            return Integer.parseInt(variable);
        }
        ImageFacts image = engine.image(app.teamId, plan.deployment().release.imageId);
        return image.exposedPorts().size() == 1 ? image.exposedPorts().getFirst() : DEFAULT_PORT;
    }

    private static String count(String noun, int count) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
