package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.output.Column;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Command(
            name = "token",
            description = "Keep the token for a host of private repositories; it is read from standard input.")
    void token(
            @Parameters(paramLabel = "HOST", description = "Like git.example.org.") String host,
            @Option(names = "--remove", description = "Remove it instead.") boolean remove,
            @Mixin OfProject project) {
        JsonNode found = session.names().project(project.name(session), project.team(session));
        String path = "/projects/" + Json.text(found, "id") + "/repository-tokens/" + Client.encode(host);
        if (remove) {
            session.client().delete(path);
        } else {
            session.client().send("PUT", path, Json.object().put("token", session.secret("Token")));
        }
        session.printer().note((remove ? "removed" : "kept") + " the token for " + host);
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
