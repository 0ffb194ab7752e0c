package dev.slipway.cli.command;

import dev.slipway.cli.api.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command in an instance of its own. */
@Command(
        name = "run",
        description = "Run a command once in a new container of the current release, with its variables and limits.",
        footer = {"", "Example: slipway run --app web -- ./migrate up"})
final class RunCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private Program program = new Program();

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return program.run(session, Json.object().put("fresh", true));
    }
}
