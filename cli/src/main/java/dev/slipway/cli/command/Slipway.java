package dev.slipway.cli.command;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Printer;
import dev.slipway.cli.tty.Terminals;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command above all others: options that every command takes, and what failures become. */
@Command(
        name = "slipway",
        description = "Git repositories to running apps.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Settings come from options, then from the environment: SLIPWAY_SERVER, SLIPWAY_TOKEN, SLIPWAY_TEAM,",
            "SLIPWAY_PROJECT, SLIPWAY_APP. Exit codes are in docs/cli.md."
        })
public final class Slipway {

    private final Surroundings around;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how the command is used.")
    @SuppressWarnings("UnusedVariable") // picocli acts upon it
    private boolean help;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORM",
            description = "table for people, json for programs.")
    private Printer.Form output = Printer.Form.table;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Names and failures only.")
    private boolean quiet;

    @Nullable
    @Option(
            names = "--context",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "The server of this name instead of the current one.")
    private String context;

    /** A command line in its surroundings. */
    public Slipway(
            Map<String, String> environment,
            Terminals terminals,
            InputStream in,
            OutputStream out,
            OutputStream err,
            Clock clock) {
        this.around = new Surroundings(environment, terminals, in, out, text(out), err, text(err), clock);
    }

    /** Runs a command and returns what the process exits with. */
    public int run(String... arguments) {
        return line().execute(arguments);
    }

    Surroundings around() {
        return around;
    }

    Printer.Form output() {
        return output;
    }

    boolean quiet() {
        return quiet;
    }

    @Nullable
    String context() {
        return context;
    }

    /** The whole tree of commands. */
    CommandLine line() {
        CommandLine line = new CommandLine(this);
        Session session = new Session(this);
        for (Object command : commands(session)) {
            line.addSubcommand(command);
        }
        Ansi ansi = around.colours(around.terminals().out()) ? Ansi.ON : Ansi.OFF;
        return line.setOut(around.out())
                .setErr(around.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure))
                .setParameterExceptionHandler((wrong, arguments) -> misused(wrong));
    }

    private static List<Object> commands(Session session) {
        return List.of(
                new LoginCommand(session),
                new LogoutCommand(session),
                new ContextsCommand(session),
                new WhoamiCommand(session),
                new TeamsCommand(session),
                new ProjectsCommand(session),
                new AppsCommand(session),
                new DeployCommand(session),
                new BuildsCommand(session),
                new ReleasesCommand(session),
                new RollbackCommand(session),
                new InstancesCommand(session),
                new LogsCommand(session),
                new ShellCommand(session),
                behind(new ExecCommand(session)),
                behind(new RunCommand(session)),
                new EnvCommand(session),
                new OpenCommand(session),
                new EventsCommand(session),
                new AuditCommand(session),
                new TokensCommand(session),
                new CompletionCommand(session),
                new VersionCommand(session));
    }

    /** What follows its first word belongs to another program, also when it begins with a dash. */
    private static CommandLine behind(Object command) {
        return new CommandLine(command).setStopAtPositional(true);
    }

    private static PrintWriter text(OutputStream bytes) {
        return new PrintWriter(bytes, true, StandardCharsets.UTF_8);
    }

    private int failed(Exception failure) {
        if (failure instanceof Failure ours) {
            say(ours.sentence());
            return ours.code().number();
        }
        say("unexpected failure, a fault of this program: " + failure);
        return ExitCode.SOFTWARE.number();
    }

    private int misused(CommandLine.ParameterException wrong) {
        say(inWords(wrong));
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        around.err().println("see: " + command + " --help");
        return ExitCode.USAGE.number();
    }

    private static @Nullable String inWords(CommandLine.ParameterException wrong) {
        boolean atTheTop = wrong.getCommandLine().getParent() == null;
        return atTheTop
                        && wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                ? "unknown command \"" + unmatched.getUnmatched().getFirst() + "\""
                : wrong.getMessage();
    }

    private void say(@Nullable String sentence) {
        around.err().println("slipway: " + Printer.harmless(String.valueOf(sentence)));
    }
}
