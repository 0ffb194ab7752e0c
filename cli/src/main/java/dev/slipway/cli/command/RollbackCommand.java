package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Column;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Back to an earlier release. */
@Command(
        name = "rollback",
        description = "Deploy an earlier release again: the one before the current, or the one named.")
final class RollbackCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    @Nullable
    @Parameters(index = "0", arity = "0..1", paramLabel = "RELEASE", description = "Number of the release.")
    private Integer release;

    @Option(names = "--no-wait", description = "Only begin.")
    private boolean noWait;

    RollbackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode found = app.find(session);
        String path = "/apps/" + Json.text(found, "id") + "/releases";
        int number = release == null ? before(session.client().all(path)) : release;
        JsonNode deployment = session.client().post(path, Json.object().put("fromRelease", number));
        if (noWait) {
            session.printer().one(deployment, Column.of("deployment", "number"), Column.of("release", "releaseNumber"));
            return ExitCode.OK.number();
        }
        return new Rollout(session, found).followDeployment(deployment);
    }

    private static int before(List<JsonNode> releases) {
        int current = releases.stream()
                .filter(row -> row.path("current").asBoolean())
                .mapToInt(row -> row.path("number").asInt())
                .findFirst()
                .orElseThrow(() -> new Failure(ExitCode.UNKNOWN, "the app has no current release to go back from"));
        return releases.stream()
                .mapToInt(row -> row.path("number").asInt())
                .filter(number -> number < current)
                .max()
                .orElseThrow(() -> new Failure(ExitCode.UNKNOWN, "there is no release before " + current));
    }
}
