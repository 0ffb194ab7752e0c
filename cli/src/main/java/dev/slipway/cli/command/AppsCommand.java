package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Apps. */
@Command(name = "apps", description = "Apps: list, create, change, delete.", synopsisSubcommandLabel = "COMMAND")
final class AppsCommand extends Group {

    private static final Column PATH = new Column("APP", Names::path);

    private final Session session;

    AppsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them.")
    void list(@Mixin OfProject project) {
        session.printer()
                .list(
                        session.names().apps(project.name(session), project.team(session)),
                        PATH,
                        Column.of("STATUS", "status"),
                        Column.of("RELEASE", "currentRelease.number"),
                        Column.age("CHANGED", "updatedAt", session.now()),
                        Column.of("URL", "url"));
    }

    @Command(name = "show", description = "Show one with its settings.")
    void show(@Mixin OfApp app) {
        show(session.client().get(app.path(session)));
    }

    @Command(name = "create", description = "Add one of a repository and build it.")
    int create(
            @Parameters(paramLabel = "REPOSITORY", description = "Address like https://example.org/team/app.git.")
                    String repository,
            @Mixin OfProject project,
            @Mixin AppOptions options,
            @Option(
                            names = {"-e", "--env"},
                            paramLabel = "NAME=VALUE",
                            description = "A variable that is no secret; secrets are set with \"env set --secret\".")
                    List<String> variables,
            @Option(names = "--wait", description = "Follow the first build until the app runs.") boolean wait) {
        JsonNode chosen = session.names().project(project.name(session), project.team(session));
        ObjectNode order = options.json().put("repository", repository);
        if (variables != null) {
            variables.forEach(pair -> order.withArray("environment")
                    .add(Assignment.parse(pair, false).json()));
        }
        JsonNode app = session.client().post("/projects/" + Json.text(chosen, "id") + "/apps", order);
        if (!wait) {
            show(app);
            return ExitCode.OK.number();
        }
        return new Rollout(session, app).followBuild(app.path("latestBuild"));
    }

    @Command(name = "set", description = "Change settings; running instances are replaced when they must be.")
    void set(@Mixin OfApp app, @Mixin AppOptions options) {
        ObjectNode change = options.json();
        if (change.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "nothing to change; give an option like --memory");
        }
        show(session.client().send("PATCH", app.path(session), change).body());
    }

    @Command(name = "stop", description = "Stop all its instances.")
    void stop(@Mixin OfApp app) {
        show(session.client()
                .send("PUT", app.path(session) + "/suspension", null)
                .body());
    }

    @Command(name = "start", description = "Start a stopped one.")
    void start(@Mixin OfApp app) {
        show(session.client()
                .send("DELETE", app.path(session) + "/suspension", null)
                .body());
    }

    @Command(name = "deploy-key", description = "Show the public ssh key to add to its repository.")
    void deployKey(
            @Mixin OfApp app,
            @Option(names = "--renew", description = "Make a new key; the old one is worthless then.") boolean renew) {
        String path = app.path(session) + "/deploy-key";
        JsonNode key = renew
                ? session.client().send("PUT", path, Json.object()).body()
                : session.client().get(path);
        session.printer().one(key, Column.of("key", "publicKey"), Column.of("fingerprint", "fingerprint"));
    }

    @Command(
            name = "remote",
            description = "Print the address to push to: git remote add slipway $(slipway apps remote).")
    void remote(@Mixin OfApp app) {
        session.printer().line(session.server().address() + "/git/" + Names.path(app.find(session)) + ".git");
    }

    @Command(name = "delete", description = "Delete one with everything it has.")
    void delete(
            @Mixin OfApp app,
            @Option(names = "--yes", description = "Without it, the app's name is asked for.") boolean yes) {
        JsonNode found = app.find(session);
        if (!yes) {
            confirm(Json.text(found, "slug"));
        }
        session.client().delete("/apps/" + Json.text(found, "id"));
        session.printer().note("deleting " + Names.path(found));
    }

    private void confirm(String slug) {
        if (!session.around().terminals().in()) {
            throw new Failure(ExitCode.USAGE, "deleting cannot be undone; say --yes");
        }
        String typed = System.console() == null ? "" : System.console().readLine("Type \"%s\" to delete it: ", slug);
        if (!slug.equals(typed)) {
            throw new Failure(ExitCode.USAGE, "not deleted: that is not its name");
        }
    }

    private void show(JsonNode app) {
        session.printer()
                .one(
                        app,
                        PATH,
                        Column.of("status", "status"),
                        Column.of("detail", "statusDetail"),
                        Column.of("url", "url"),
                        Column.of("repository", "repository"),
                        Column.of("branch", "branch"),
                        Column.of("folder", "folder"),
                        Column.of("release", "currentRelease.number"),
                        Column.of("instances", "instances"),
                        Column.of("memory", "memory"),
                        Column.of("cpus", "cpus"),
                        Column.of("port", "port"),
                        Column.of("id", "id"));
    }
}
