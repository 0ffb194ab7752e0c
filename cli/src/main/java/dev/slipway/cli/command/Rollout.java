package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.api.Lines;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Column;
import dev.slipway.cli.output.Printer;
import dev.slipway.cli.output.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Follows a build and the deployment that comes of it, or a deployment alone, to the end. */
final class Rollout {

    private static final Duration LOOK = Duration.ofMillis(300);

    /** A release is cut in the transaction that ends the build, and its deployment begins in it. */
    private static final Duration UNTIL_DEPLOYMENT = Duration.ofSeconds(30);

    private final Session session;
    private final Client client;
    private final String app;

    Rollout(Session session, JsonNode app) {
        this.session = session;
        this.client = session.client();
        this.app = "/apps/" + Json.text(app, "id");
    }

    /** Follows a build with its log; the exit code says how everything ended. */
    int followBuild(JsonNode build) {
        String path = "/builds/" + Json.text(build, "id");
        try (Progress progress = session.progress()) {
            progress.doing("building");
            String end = new Lines(client, path, "log")
                    .follow(Json.object().put("tail", 5000), line -> progress.line(text(line)));
            if (!end.equals("succeeded")) {
                String why = Json.text(client.get(path), "failure");
                progress.close();
                throw new Failure(
                        ExitCode.FAILED,
                        "build " + Json.text(build, "number") + " " + end + (why.isEmpty() ? "" : ": " + why));
            }
            progress.doing("deploying");
            Optional<JsonNode> deployment = deploymentOf(build.path("number").asInt());
            if (deployment.isEmpty()) {
                progress.close();
                return stopped(build);
            }
            return finish(progress, deployment.get());
        }
    }

    /** Follows a deployment. */
    int followDeployment(JsonNode deployment) {
        try (Progress progress = session.progress()) {
            progress.doing("deploying");
            return finish(progress, deployment);
        }
    }

    private int finish(Progress progress, JsonNode begun) {
        Set<String> told = new HashSet<>();
        String path = "/deployments/" + Json.text(begun, "id");
        while (true) {
            JsonNode deployment = client.get(path);
            deployment.path("steps").forEach(step -> tell(progress, step, told));
            String status = Json.text(deployment, "status");
            if (!status.equals("running")) {
                progress.close();
                return end(deployment, status);
            }
            pause();
        }
    }

    private int end(JsonNode deployment, String status) {
        if (!status.equals("succeeded")) {
            throw new Failure(
                    ExitCode.FAILED,
                    "deployment " + Json.text(deployment, "number") + " failed: " + Json.text(deployment, "failure"));
        }
        JsonNode now = client.get(app);
        Printer printer = session.printer();
        if (printer.isJson()) {
            printer.line(Json.pretty(now));
        } else {
            printer.note("release " + Json.text(deployment, "releaseNumber") + " runs");
            printer.line(Json.text(now, "url"));
        }
        return ExitCode.OK.number();
    }

    /** A stopped app only takes note of a new release. */
    private int stopped(JsonNode build) {
        session.printer()
                .note("build " + Json.text(build, "number") + " made a release, which does not run: the app is stopped;"
                        + " \"slipway apps start\" starts it");
        return ExitCode.OK.number();
    }

    private void tell(Progress progress, JsonNode step, Set<String> told) {
        String name = Json.text(step, "name");
        String status = Json.text(step, "status");
        if (status.equals("running")) {
            progress.doing("deploying: " + Printer.harmless(name));
        } else if (!status.equals("waiting") && told.add(name)) {
            String detail = Json.text(step, "detail");
            progress.line(Printer.harmless("step " + name + " " + status + (detail.isEmpty() ? "" : ": " + detail)));
        }
    }

    /** The deployment of the release that a build made; empty when the app is stopped. */
    private Optional<JsonNode> deploymentOf(int buildNumber) {
        long end = System.nanoTime() + UNTIL_DEPLOYMENT.toNanos();
        while (System.nanoTime() < end) {
            Optional<JsonNode> release = first(client.all(app + "/releases"), "buildNumber", buildNumber);
            Optional<JsonNode> deployment = release.flatMap(found -> first(
                    client.all(app + "/deployments"),
                    "releaseNumber",
                    found.path("number").asInt()));
            if (deployment.isPresent()) {
                return deployment;
            }
            if (release.isPresent() && Json.text(client.get(app), "status").equals("stopped")) {
                return Optional.empty();
            }
            pause();
        }
        throw new Failure(
                ExitCode.FAILED, "the build succeeded, but no deployment of it began; look at the app's page");
    }

    private static Optional<JsonNode> first(List<JsonNode> rows, String field, int wanted) {
        return rows.stream().filter(row -> row.path(field).asInt() == wanted).findFirst();
    }

    private static String text(JsonNode line) {
        String text = Printer.harmless(Column.text(line, "text"));
        return Json.text(line, "stream").equals("slipway") ? "-- " + text : text;
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK.toMillis()));
    }
}
