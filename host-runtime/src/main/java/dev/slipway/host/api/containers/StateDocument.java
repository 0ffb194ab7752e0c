package dev.slipway.host.api.containers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.container.Container;
import dev.slipway.host.container.ContainerState;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.container.HealthReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A container's state as Docker's documents show it. */
final class StateDocument {
    private StateDocument() {}

    /** "created", "running", "paused", "restarting", "exited", "removing". */
    static String word(ContainerState state) {
        return switch (state) {
            case Created ignored -> "created";
            case Running running -> running.paused() ? "paused" : "running";
            case Restarting ignored -> "restarting";
            case Exited ignored -> "exited";
            case Removing ignored -> "removing";
        };
    }

    /** The sentence in {@code docker ps}. */
    static String sentence(Container container, Instant now) {
        return switch (container.state()) {
            case Created ignored -> "Created";
            case Running running -> up(running, container.health(), now);
            case Restarting restarting ->
                "Restarting (" + restarting.exitCode() + ") " + ago(restarting.finishedAt(), now) + " ago";
            case Exited exited -> "Exited (" + exited.exitCode() + ") " + ago(exited.finishedAt(), now) + " ago";
            case Removing ignored -> "Removal In Progress";
        };
    }

    private static String up(Running running, String health, Instant now) {
        String up = "Up " + ago(running.startedAt(), now);
        if (running.paused()) {
            return up + " (Paused)";
        }
        return switch (health) {
            case "none" -> up;
            case "starting" -> up + " (health: starting)";
            default -> up + " (" + health + ")";
        };
    }

    private static String ago(Instant then, Instant now) {
        return Ago.of(Duration.between(then, now));
    }

    private static boolean oomKilled(ContainerState state) {
        return switch (state) {
            case Exited exited -> exited.oomKilled();
            case Restarting restarting -> restarting.oomKilled();
            default -> false;
        };
    }

    /** {@code State} of an inspect. */
    static ObjectNode of(Container container, Optional<HealthReport> health) {
        ContainerState state = container.state();
        ObjectNode document = Documents.object().put("Status", word(state));
        boolean running = state instanceof Running || state instanceof Restarting;
        document.put("Running", running)
                .put("Paused", state instanceof Running live && live.paused())
                .put("Restarting", state instanceof Restarting)
                .put("OOMKilled", oomKilled(state))
                .put("Dead", false)
                .put("Pid", state instanceof Running live ? live.pid() : 0);
        end(state, document);
        health.ifPresent(report -> document.putPOJO("Health", health(report)));
        return document;
    }

    private static ObjectNode health(HealthReport report) {
        return Documents.object()
                .put("Status", report.status())
                .put("FailingStreak", report.failingStreak())
                .putPOJO(
                        "Log",
                        report.log().stream()
                                .map(check -> Documents.object()
                                        .put("Start", Documents.time(check.start()))
                                        .put("End", Documents.time(check.end()))
                                        .put("ExitCode", check.exitCode())
                                        .put("Output", check.output()))
                                .toList());
    }

    private static void end(ContainerState state, ObjectNode document) {
        switch (state) {
            case Running running -> times(document, 0, "", Documents.time(running.startedAt()), Documents.NEVER);
            case Restarting restarting ->
                times(document, restarting.exitCode(), "", Documents.NEVER, Documents.time(restarting.finishedAt()));
            case Exited exited ->
                times(
                        document,
                        exited.exitCode(),
                        Documents.orEmpty(exited.error()),
                        Documents.time(exited.startedAt()),
                        Documents.time(exited.finishedAt()));
            case Created ignored -> times(document, 0, "", Documents.NEVER, Documents.NEVER);
            case Removing ignored -> times(document, 0, "", Documents.NEVER, Documents.NEVER);
        }
    }

    private static void times(ObjectNode document, int exitCode, String error, String started, String finished) {
        document.put("ExitCode", exitCode)
                .put("Error", error)
                .put("StartedAt", started)
                .put("FinishedAt", finished);
    }
}
