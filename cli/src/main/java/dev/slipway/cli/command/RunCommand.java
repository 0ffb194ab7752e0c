package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command in an instance of its own. */
@Command(
        name = "run",
        description = "Run a command once in a new container of the current release, with its variables and limits.",
        footer = {"", "Example: slipway run --app web -- ./migrate up"})
final class RunCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    @Option(
            names = {"-T", "--no-tty"},
            description = "No terminal for it, even when there is one here: output stays bytes, errors stay apart.")
    private boolean noTerminal;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command = List.of();

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean terminal = !noTerminal
                && session.around().terminals().in()
                && session.around().terminals().out();
        ObjectNode order = Json.object().put("fresh", true);
        command.forEach(order.putArray("command")::add);
        return new Remote(session, app.path(session)).run(order, terminal);
    }
}
