package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Instances. */
@Command(name = "ps", description = "Instances of an app: what runs, and what ran.")
final class InstancesCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    InstancesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.printer()
                .list(
                        session.client().all(app.path(session) + "/instances"),
                        Column.of("CONTAINER", "container"),
                        Column.of("RELEASE", "releaseNumber"),
                        Column.of("STATUS", "status"),
                        Column.of("EXIT", "exitCode"),
                        Column.age("STARTED", "startedAt", session.now()),
                        Column.of("DETAIL", "detail"));
        return ExitCode.OK.number();
    }
}
