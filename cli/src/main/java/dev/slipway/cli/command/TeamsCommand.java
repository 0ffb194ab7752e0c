package dev.slipway.cli.command;

import dev.slipway.cli.api.Json;
import dev.slipway.cli.output.Column;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Teams. */
@Command(name = "teams", description = "Teams one is a member of.", synopsisSubcommandLabel = "COMMAND")
final class TeamsCommand extends Group {

    private final Session session;

    TeamsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them with one's own role.")
    void list() {
        session.printer()
                .list(
                        session.names().teams(),
                        Column.of("TEAM", "slug"),
                        Column.of("NAME", "name"),
                        Column.of("ROLE", "role"));
    }

    @Command(name = "members", description = "Who is in a team.")
    void members(@Mixin OfTeam team) {
        String id = Json.text(session.names().team(team.name(session)), "id");
        session.printer()
                .list(
                        session.client().all("/teams/" + id + "/members"),
                        Column.of("EMAIL", "email"),
                        Column.of("NAME", "name"),
                        Column.of("ROLE", "role"));
    }
}
