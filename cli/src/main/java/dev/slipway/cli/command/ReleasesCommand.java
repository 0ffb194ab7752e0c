package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Releases. */
@Command(name = "releases", description = "Releases of an app, newest first.")
final class ReleasesCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    ReleasesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.printer()
                .list(
                        session.client().all(app.path(session) + "/releases"),
                        Column.of("RELEASE", "number"),
                        Column.of("BUILD", "buildNumber"),
                        Column.shortened("COMMIT", "commit.id", 12),
                        Column.shortened("MESSAGE", "commit.message", 40),
                        Column.of("ENVIRONMENT", "environmentVersion"),
                        Column.age("AGE", "createdAt", session.now()),
                        new Column("", row -> row.path("current").asBoolean() ? "current" : ""));
        return ExitCode.OK.number();
    }
}
