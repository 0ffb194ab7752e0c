package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.api.Lines;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Column;
import dev.slipway.cli.output.Printer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Builds. */
@Command(name = "builds", description = "Builds of an app.", synopsisSubcommandLabel = "COMMAND")
final class BuildsCommand extends Group {

    private final Session session;

    BuildsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them, newest first.")
    void list(@Mixin OfApp app) {
        session.printer()
                .list(
                        session.client().all(app.path(session) + "/builds"),
                        Column.of("BUILD", "number"),
                        Column.of("STATUS", "status"),
                        Column.shortened("COMMIT", "commit.id", 12),
                        Column.shortened("MESSAGE", "commit.message", 40),
                        Column.age("AGE", "createdAt", session.now()),
                        Column.of("FAILURE", "failure"));
    }

    @Command(name = "log", description = "Print the output of one, and follow it while it runs.")
    void log(
            @Parameters(
                            paramLabel = "BUILD",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Its number; the newest by default.")
                    int number,
            @Mixin OfApp app) {
        String path = "/builds/" + Json.text(find(app, number), "id");
        Printer printer = session.printer();
        new Lines(session.client(), path, "log")
                .follow(
                        Json.object().put("tail", 5000),
                        line -> printer.line(
                                printer.isJson() ? line.toString() : Printer.harmless(Json.text(line, "text"))));
    }

    @Command(name = "cancel", description = "Cancel one that has not finished.")
    void cancel(
            @Parameters(
                            paramLabel = "BUILD",
                            arity = "0..1",
                            defaultValue = "0",
                            description = "Its number; the newest by default.")
                    int number,
            @Mixin OfApp app) {
        JsonNode build = find(app, number);
        session.client().send("PUT", "/builds/" + Json.text(build, "id") + "/cancellation", null);
        session.printer().note("cancelling build " + Json.text(build, "number"));
    }

    private JsonNode find(OfApp app, int number) {
        List<JsonNode> builds = session.client().all(app.path(session) + "/builds");
        return builds.stream()
                .filter(build -> number == 0 || build.path("number").asInt() == number)
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.UNKNOWN,
                        number == 0 ? "the app has no builds yet" : "the app has no build " + number));
    }
}
