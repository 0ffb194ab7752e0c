package dev.slipway.cli.command;

import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A shell in a running instance. */
@Command(name = "shell", description = "Open a shell in the newest running instance.")
final class ShellCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    ShellCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!session.around().terminals().in()) {
            throw new Failure(
                    ExitCode.USAGE, "a shell needs a terminal to type in; for scripts there is \"slipway exec\"");
        }
        return new Remote(session, app.path(session)).run(Json.object(), true);
    }
}
