package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Column;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Building and deploying. */
@Command(
        name = "deploy",
        description = "Build the newest commit and deploy it; exits with 0 when it runs, with 1 when it does not.")
final class DeployCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    @Nullable
    @Option(names = "--ref", paramLabel = "REF", description = "Branch, tag or commit instead of the app's branch.")
    private String ref;

    @Option(names = "--no-wait", description = "Only begin, and print the build's number.")
    private boolean noWait;

    DeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode found = app.find(session);
        ObjectNode order = Json.object();
        if (ref != null) {
            order.put("ref", ref);
        }
        JsonNode build = session.client().post("/apps/" + Json.text(found, "id") + "/builds", order);
        if (noWait) {
            session.printer()
                    .one(build, Column.of("number", "number"), Column.of("status", "status"), Column.of("id", "id"));
            return ExitCode.OK.number();
        }
        return new Rollout(session, found).followBuild(build);
    }
}
