package dev.slipway.host.build.dockerfile;

import dev.slipway.host.base.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Dockerfile, read.
 *
 * @param arguments the ARGs before the first FROM
 * @param escape the escape character, {@code \} unless a directive says {@code `}
 */
public record Dockerfile(List<Instruction.Arg> arguments, List<Stage> stages, char escape) {
    /** Reads {@code text}; what is wrong with it is said with its line: {@code dockerfile parse error on line 3: …}. */
    public static Dockerfile parse(String text) {
        Lexer lexer = new Lexer(text);
        List<Instruction.Arg> arguments = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        List<LogicalLine> lines = lexer.read();
        if (lines.isEmpty()) {
            throw EngineException.invalid("file with no instructions");
        }
        for (LogicalLine line : lines) {
            Instruction instruction = InstructionReader.read(line, lexer.escape());
            if (instruction instanceof Instruction.From from) {
                stages.add(new Stage(stages.size(), from, new ArrayList<>()));
            } else if (!stages.isEmpty()) {
                stages.getLast().steps().add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                arguments.add(arg);
            } else {
                throw ParseError.at(line.number(), "no build stage in current context");
            }
        }
        if (stages.isEmpty()) {
            throw EngineException.invalid("dockerfile parse error: no build stage in current context");
        }
        return new Dockerfile(List.copyOf(arguments), List.copyOf(stages), lexer.escape());
    }

    /** Reads one instruction, as kept by ONBUILD in a base image. */
    public static Instruction parseTrigger(String text) {
        List<LogicalLine> lines = new Lexer(text).read();
        if (lines.size() != 1) {
            throw EngineException.invalid("invalid ONBUILD trigger in the base image: '" + text + "'");
        }
        return InstructionReader.read(lines.getFirst(), '\\');
    }

    /** A stage by name (any case) or number, as {@code --from} and {@code --target} give it. */
    public Optional<Stage> stage(String nameOrIndex) {
        String name = nameOrIndex.toLowerCase(Locale.ROOT);
        // The last of equal names wins, as for FROM, which may use a name again.
        return stages.reversed().stream()
                .filter(stage -> name.equals(stage.from().name()) || name.equals(Integer.toString(stage.index())))
                .findFirst();
    }
}
