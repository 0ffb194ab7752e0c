package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A program of an app, with its words, that is started on a host and talked to from here. */
final class Program {

    @Mixin
    private OfApp app = new OfApp();

    @Option(
            names = {"-T", "--no-tty"},
            description = "No terminal for it, even when there is one here: output stays bytes, errors stay apart.")
    private boolean noTerminal;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command = List.of();

    /** Starts it as {@code order} says, to which its words are added; returns its exit code. */
    int run(Session session, ObjectNode order) {
        boolean terminal = !noTerminal
                && session.around().terminals().in()
                && session.around().terminals().out();
        command.forEach(order.putArray("command")::add);
        return new Remote(session, app.path(session)).run(order, terminal);
    }
}
