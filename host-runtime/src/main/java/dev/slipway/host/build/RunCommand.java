package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Command;
import dev.slipway.host.build.dockerfile.Heredoc;
import dev.slipway.host.build.dockerfile.Instruction.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a RUN executes: its words, or its line for the shell, with here-documents put where they belong. */
final class RunCommand {
    /** How an interpreter takes a program as an argument. */
    private static final Map<String, String> PROGRAM_OPTIONS = Map.of(
            "sh", "-c", "bash", "-c", "dash", "-c", "ash", "-c", "zsh", "-c", "python3", "-c", "python", "-c", "perl",
            "-e", "ruby", "-e", "node", "-e");

    private RunCommand() {}

    static List<String> argv(Run run, List<String> shell) {
        Command command = run.command();
        if (run.heredocs().isEmpty()) {
            return command.argv(shell);
        }
        if (!command.shell()) {
            throw EngineException.invalid(
                    "dockerfile parse error on line " + run.line() + ": a here-document needs the shell form of RUN");
        }
        String line = command.words().getFirst();
        boolean alone = run.heredocs().size() == 1 && line.matches("<<-?[\"']?[^\\s\"'<]+[\"']?");
        return alone ? script(run, shell) : withShell(shell, line, run.heredocs());
    }

    /** A here-document alone is the program: the shell's, or its own interpreter's when it says {@code #!}. */
    private static List<String> script(Run run, List<String> shell) {
        String content = run.heredocs().getFirst().content();
        if (!content.startsWith("#!")) {
            return append(shell, content);
        }
        int end = content.indexOf('\n');
        List<String> argv = new ArrayList<>(Arrays.asList(
                content.substring(2, end < 0 ? content.length() : end).strip().split("\\s+")));
        if (argv.getFirst().endsWith("/env") && argv.size() > 1) {
            argv.removeFirst();
        }
        String interpreter = argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
        String option = PROGRAM_OPTIONS.get(interpreter);
        if (option == null) {
            throw EngineException.invalid("dockerfile parse error on line " + run.line() + ": a here-document for '"
                    + interpreter + "' is not supported: write it to a file with COPY and run that");
        }
        argv.add(option);
        return append(argv, content);
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
