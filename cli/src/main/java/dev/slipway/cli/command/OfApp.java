package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which app a command is about. */
final class OfApp {

    @Mixin
    private OfProject project = new OfProject();

    @Nullable
    @Option(
            names = {"-a", "--app"},
            paramLabel = "NAME",
            description = "The app, by slug, name or id; also as project/app or team/project/app [SLIPWAY_APP].")
    private String app;

    /** The app that was named. */
    JsonNode find(Session session) {
        String name = session.chosen(app, "SLIPWAY_APP");
        if (name == null) {
            throw new Failure(ExitCode.USAGE, "which app? name it with --app, or in SLIPWAY_APP");
        }
        return session.names().app(name, project.name(session), project.team(session));
    }

    /** Path of the app that was named, {@code /apps/<id>}. */
    String path(Session session) {
        return "/apps/" + Json.text(find(session), "id");
    }
}
