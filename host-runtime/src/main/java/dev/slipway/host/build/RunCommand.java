package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Command;
import dev.slipway.host.build.dockerfile.Heredoc;
import dev.slipway.host.build.dockerfile.Instruction.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a RUN executes: its words, or its line for the shell, with here-documents put where they belong.
 *
 * @param script program text that is mounted at {@code argv}'s only word; null when there is none
 */
record RunCommand(List<String> argv, @Nullable String script) {
    static RunCommand of(Run run, List<String> shell) {
        Command command = run.command();
        if (run.heredocs().isEmpty()) {
            return new RunCommand(command.argv(shell), null);
        }
        if (!command.shell()) {
            throw EngineException.invalid(
                    "dockerfile parse error on line " + run.line() + ": a here-document needs the shell form of RUN");
        }
        String line = command.words().getFirst();
        Heredoc first = run.heredocs().getFirst();
        boolean alone = run.heredocs().size() == 1 && line.matches("<<-?[\"']?[^\\s\"'<]+[\"']?");
        if (!alone) {
            return new RunCommand(withShell(shell, line, run.heredocs()), null);
        }
        // Alone it is the program: the shell's, or its own interpreter's, which the kernel finds after #!.
        return first.content().startsWith("#!")
                ? new RunCommand(List.of(StepMounts.script(first.name())), first.content())
                : new RunCommand(append(shell, first.content()), null);
    }

    private static List<String> withShell(List<String> shell, String line, List<Heredoc> heredocs) {
        StringBuilder text = new StringBuilder(line).append('\n');
        for (Heredoc heredoc : heredocs) {
            text.append(heredoc.content()).append(heredoc.name()).append('\n');
        }
        return append(shell, text.toString());
    }

    private static List<String> append(List<String> words, String last) {
        List<String> all = new ArrayList<>(words);
        all.add(last);
        return all;
    }
}
