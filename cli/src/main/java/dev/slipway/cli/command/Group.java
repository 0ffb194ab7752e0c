package dev.slipway.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A noun whose verbs are commands of their own; alone it asks for one. */
abstract class Group implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli gives it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        String verbs = String.join(", ", spec.subcommands().keySet());
        throw new CommandLine.ParameterException(
                spec.commandLine(), "what about " + spec.name() + "? give one of: " + verbs);
    }
}
