package dev.slipway.cli.command;

import dev.slipway.cli.api.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command in a running instance. */
@Command(
        name = "exec",
        description = "Run a command in the newest running instance; exits with what it exits with.",
        footer = {"", "Example: slipway exec --app web -- ls -l /"})
final class ExecCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private Program program = new Program();

    ExecCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return program.run(session, Json.object());
    }
}
