package dev.slipway.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which team a command is about. */
final class OfTeam {

    @Nullable
    @Option(names = "--team", paramLabel = "NAME", description = "The team, by slug, name or id [SLIPWAY_TEAM].")
    private String team;

    @Nullable
    String name(Session session) {
        return session.chosen(team, "SLIPWAY_TEAM");
    }
}
