package dev.slipway.push;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.build.BuildLog;
import dev.slipway.build.BuildOrders;
import dev.slipway.deploy.Deployment;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import dev.slipway.route.Routes;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a pushed commit and tells what happens until it runs or has failed. */
@ApplicationScoped
class Rollouts {

    /** A build has its own limit; this is for the person who waits. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int BATCH = 500;

    private final BuildOrders orders;
    private final BuildLog log;
    private final Routes routes;
    private final Clock clock;

    Rollouts(BuildOrders orders, BuildLog log, Routes routes, Clock clock) {
        this.orders = orders;
        this.log = log;
        this.routes = routes;
        this.clock = clock;
    }

    /** Returns when it is over: empty when the commit runs, else why it does not. */
    Optional<String> follow(App app, String commit, Consumer<String> out) {
        Instant end = clock.instant().plus(LONGEST);
        try {
            UUID build = of(app, () -> queue(app.id, commit));
            Optional<String> failure = followBuild(app, build, end, out);
            return failure.isPresent() ? failure : followDeployment(app, build, end, out);
        } catch (Problem refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.of("the platform stops; push again when it is back");
        }
    }

    private UUID queue(UUID appId, String commit) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        return orders.order(app, commit).id;
    }

    private Optional<String> followBuild(App app, UUID build, Instant end, Consumer<String> out)
            throws InterruptedException {
        long seen = 0;
        while (clock.instant().isBefore(end)) {
            // Asked before the lines are read: none comes after the build has finished.
            Outcome outcome = of(app, () -> Outcome.of(Build.findById(build)));
            List<BuildLog.Line> lines = lines(app, build, seen);
            lines.forEach(line -> out.accept(line.text()));
            if (!lines.isEmpty()) {
                seen = lines.getLast().seq();
            } else if (outcome.finished()) {
                return Optional.ofNullable(outcome.failure());
            } else {
                log.awaitNews(LOOK);
            }
        }
        return Optional.of("the build takes longer than " + LONGEST.toMinutes() + " minutes; it goes on without you");
    }

    private record Outcome(boolean finished, @Nullable String failure) {

        static Outcome of(@Nullable Build build) {
            if (build == null) {
                return new Outcome(true, "the app was deleted");
            }
            boolean well = build.status == Build.Status.SUCCEEDED;
            String state = "build " + build.number + " " + build.status.name().toLowerCase(Locale.ROOT);
            return new Outcome(
                    build.status.finished(),
                    well ? null : build.failure == null ? state : state + ": " + build.failure);
        }
    }

    private Optional<String> followDeployment(App app, UUID build, Instant end, Consumer<String> out)
            throws InterruptedException {
        while (clock.instant().isBefore(end)) {
            State state = of(app, () -> state(app.id, build));
            if (state.over()) {
                if (state.failure() == null) {
                    out.accept("");
                    out.accept(state.words());
                }
                return Optional.ofNullable(state.failure());
            }
            log.awaitNews(LOOK);
        }
        return Optional.of(
                "the deployment takes longer than " + LONGEST.toMinutes() + " minutes; it goes on without you");
    }

    private record State(
            boolean over, String words, @Nullable String failure) {}

    private State state(UUID appId, UUID build) {
        App app = App.present(appId).orElse(null);
        if (app == null) {
            return new State(true, "", "the app was deleted");
        }
        Deployment newest =
                Deployment.latestOf(List.of(appId)).stream().findFirst().orElse(null);
        if (newest == null || !newest.release.build.id.equals(build)) {
            return app.suspended
                    ? new State(true, "built; the app is stopped, start it to run this", null)
                    : new State(false, "", null);
        }
        return switch (newest.status) {
            case RUNNING -> new State(false, "", null);
            case SUCCEEDED -> new State(true, routes.url(app), null);
            case FAILED ->
                new State(
                        true, "", "deployment " + newest.number + " failed: " + Objects.requireNonNull(newest.failure));
        };
    }

    private List<BuildLog.Line> lines(App app, UUID build, long seen) {
        return DataScope.within(List.of(app.teamId), () -> log.after(build, seen, BATCH));
    }

    private static <T> T of(App app, Supplier<T> work) {
        return DataScope.within(
                List.of(app.teamId), () -> QuarkusTransaction.requiringNew().call(work::get));
    }
}
