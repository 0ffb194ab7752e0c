package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Completion for shells. */
@Command(
        name = "completion",
        description = "Print completion for a shell.",
        footer = {"", "For bash and zsh: source <(slipway completion bash)"})
final class CompletionCommand implements Callable<Integer> {

    /** Shells that can be served. */
    enum Shell {
        bash,
        zsh
    }

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "SHELL", defaultValue = "bash", description = "bash or zsh.")
    private Shell shell = Shell.bash;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("slipway", session.commandLine());
        session.printer()
                .line(
                        switch (shell) {
                            case bash -> script;
                            case zsh ->
                                "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                        + script;
                        });
        return ExitCode.OK.number();
    }
}
