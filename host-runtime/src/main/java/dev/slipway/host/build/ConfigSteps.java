package dev.slipway.host.build;

import dev.slipway.host.build.dockerfile.Command;
import dev.slipway.host.build.dockerfile.Instruction;
import dev.slipway.host.build.dockerfile.Instruction.Variable;
import dev.slipway.host.image.ImageConfig.Run;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions that change nothing but how containers of the image run: from one configuration to the next. Pure. */
final class ConfigSteps {
    private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/([a-zA-Z]+))?");
    private static final int LAST_PORT = 65_535;

    /** Most ports of one EXPOSE range: each becomes an entry of the configuration. */
    private static final int MOST_PORTS = 1024;

    private final Draft draft;
    private final StepText text;
    private final boolean ownCommand;

    /** @param ownCommand whether this Dockerfile has set CMD before, so that ENTRYPOINT keeps it */
    ConfigSteps(Draft draft, StepText text, boolean ownCommand) {
        this.draft = draft;
        this.text = text;
        this.ownCommand = ownCommand;
    }

    Run env(Instruction.Env env) {
        RunEdit edit = new RunEdit(draft.run());
        // All values are those from before the instruction: ENV a=1 b=$a does not see the new a.
        for (Variable variable : env.variables()) {
            edit.env(text.word(variable.name()), text.word(value(variable)));
        }
        return edit.done();
    }

    Run label(Instruction.Label label) {
        RunEdit edit = new RunEdit(draft.run());
        for (Variable pair : label.labels()) {
            edit.label(text.word(pair.name()), text.word(value(pair)));
        }
        return edit.done();
    }

    private static String value(Variable variable) {
        String value = variable.value();
        return value == null ? "" : value;
    }

    Run user(Instruction.User user) {
        return new RunEdit(draft.run()).user(text.word(user.user())).done();
    }

    Run expose(Instruction.Expose expose) {
        RunEdit edit = new RunEdit(draft.run());
        for (String word : text.words(expose.ports())) {
            for (String port : word.strip().split("\\s+")) {
                ports(edit, port);
            }
        }
        return edit.done();
    }

    private void ports(RunEdit edit, String port) {
        Matcher matcher = PORT.matcher(port);
        if (!matcher.matches()) {
            throw text.invalid("Invalid containerPort: " + port);
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        String protocol = matcher.group(3) == null ? "tcp" : matcher.group(3).toLowerCase(java.util.Locale.ROOT);
        if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw text.invalid("Invalid proto: " + protocol);
        }
        if (first < 1 || last > LAST_PORT || last < first || last - first >= MOST_PORTS) {
            throw text.invalid("Invalid containerPort: " + port);
        }
        for (int number = first; number <= last; number++) {
            edit.port(number + "/" + protocol);
        }
    }

    Run entrypoint(Instruction.Entrypoint entrypoint) {
        RunEdit edit = new RunEdit(draft.run()).entrypoint(argv(entrypoint.command()));
        return ownCommand ? edit.done() : edit.cmd(null).done();
    }

    Run cmd(Instruction.Cmd cmd) {
        return new RunEdit(draft.run()).cmd(argv(cmd.command())).done();
    }

    private List<String> argv(Command command) {
        return command.argv(draft.shell());
    }

    Run volume(Instruction.Volume volume) {
        RunEdit edit = new RunEdit(draft.run());
        text.words(volume.paths()).forEach(edit::volume);
        return edit.done();
    }

    Run shell(Instruction.Shell shell) {
        return new RunEdit(draft.run()).shell(shell.words()).done();
    }

    Run healthcheck(Instruction.Healthcheck check) {
        return new RunEdit(draft.run()).health(check.health()).done();
    }

    Run stopSignal(Instruction.StopSignal signal) {
        return new RunEdit(draft.run()).stopSignal(text.word(signal.signal())).done();
    }

    Run onBuild(Instruction.OnBuild onBuild) {
        return new RunEdit(draft.run()).onBuild(onBuild.trigger()).done();
    }
}
