package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.build.dockerfile.Expansion;
import dev.slipway.host.build.dockerfile.Instruction;
import dev.slipway.host.build.dockerfile.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which stages of a Dockerfile a target needs, and what their names mean. */
final class StageGraph {
    private final Dockerfile dockerfile;
    private final Arguments arguments;

    StageGraph(Dockerfile dockerfile, Arguments arguments) {
        this.dockerfile = dockerfile;
        this.arguments = arguments;
    }

    /** The stages to build, in the file's order; the last is the target. */
    List<Stage> needed(@Nullable String target) {
        Stage last = target == null || target.isEmpty()
                ? dockerfile.stages().getLast()
                : dockerfile
                        .stage(target)
                        .orElseThrow(
                                () -> EngineException.invalid("target stage \"" + target + "\" could not be found"));
        TreeMap<Integer, Stage> needed = new TreeMap<>();
        Deque<Stage> todo = new ArrayDeque<>(List.of(last));
        while (!todo.isEmpty()) {
            Stage stage = todo.pop();
            if (needed.putIfAbsent(stage.index(), stage) == null) {
                used(stage).forEach(todo::push);
            }
        }
        return List.copyOf(needed.values());
    }

    /** The stages that one is made of. */
    List<Stage> used(Stage stage) {
        List<Stage> used = new ArrayList<>();
        before(stage, base(stage)).ifPresent(used::add);
        for (Instruction step : stage.steps()) {
            sources(step).forEach(name -> before(stage, name).ifPresent(used::add));
        }
        return used;
    }

    private static List<String> sources(Instruction step) {
        return switch (step) {
            case Instruction.Copy copy
            when copy.options().from() != null -> List.of(copy.options().from());
            case Instruction.Run run -> run.sources();
            default -> List.of();
        };
    }

    /** What FROM names, its variables replaced. */
    String base(Stage stage) {
        Instruction.From from = stage.from();
        String base = expand(from.line(), from.image());
        if (base.isBlank()) {
            throw EngineException.invalid("dockerfile parse error on line " + from.line() + ": base name ("
                    + from.image() + ") should not be blank");
        }
        return base;
    }

    /** Replaces the variables that are known before the first stage. */
    String expand(int line, String word) {
        try {
            return Expansion.word(word, dockerfile.escape(), arguments::global);
        } catch (IllegalArgumentException e) {
            throw StepText.failed(line, word, e);
        }
    }

    /** The stage of that name or number, if it stands before {@code stage}; otherwise the name is an image's. */
    Optional<Stage> before(Stage stage, String name) {
        return dockerfile.stages().subList(0, stage.index()).reversed().stream()
                .filter(other ->
                        name.equalsIgnoreCase(other.from().name()) || name.equals(Integer.toString(other.index())))
                .findFirst();
    }
}
