package dev.slipway.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which project a command is about. */
final class OfProject {

    @Mixin
    private OfTeam team = new OfTeam();

    @Nullable
    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "The project, by slug, name or id; also as team/project [SLIPWAY_PROJECT].")
    private String project;

    @Nullable
    String name(Session session) {
        return session.chosen(project, "SLIPWAY_PROJECT");
    }

    @Nullable
    String team(Session session) {
        return team.name(session);
    }
}
