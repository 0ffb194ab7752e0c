package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.output.Column;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Projects. */
@Command(name = "projects", description = "Projects of teams.", synopsisSubcommandLabel = "COMMAND")
final class ProjectsCommand extends Group {

    private static final Column SLUG = Column.of("PROJECT", "slug");
    private static final Column NAME = Column.of("NAME", "name");
    private static final Column PROTECTED = Column.of("PROTECTED", "guarded");

    private final Session session;

    ProjectsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them.")
    void list(@Mixin OfTeam team) {
        session.printer().list(session.names().projects(team.name(session)), SLUG, NAME, PROTECTED);
    }

    @Command(name = "create", description = "Add one to a team.")
    void create(
            @Parameters(paramLabel = "NAME", description = "What people call it.") String name, @Mixin OfTeam team) {
        String id = Json.text(session.names().team(team.name(session)), "id");
        JsonNode created = session.client()
                .post("/teams/" + id + "/projects", Json.object().put("name", name));
        session.printer().one(created, SLUG, NAME);
    }
}
