package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.build.dockerfile.Expansion;
import dev.slipway.host.build.dockerfile.Instruction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replaces the variables of an instruction with what is in effect at its place: the image's ENV first, then ARG. */
final class StepText {
    private static final int LONGEST_SHOWN = 200;

    private final int line;
    private final char escape;
    private final Map<String, String> environment = new HashMap<>();
    private final Arguments.Scope arguments;

    StepText(Instruction instruction, char escape, Draft draft, Arguments.Scope arguments) {
        this.line = instruction.line();
        this.escape = escape;
        this.arguments = arguments;
        for (String entry : draft.environment()) {
            String[] parts = entry.split("=", 2);
            environment.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null ? arguments.value(name) : value;
    }

    String word(String word) {
        try {
            return Expansion.word(word, escape, this::value);
        } catch (IllegalArgumentException e) {
            throw failed(line, word, e);
        }
    }

    List<String> words(List<String> words) {
        return words.stream().map(this::word).toList();
    }

    /** A here-document's content. */
    String content(String content) {
        try {
            return Expansion.text(content, escape, this::value);
        } catch (IllegalArgumentException e) {
            throw failed(line, "here-document", e);
        }
    }

    static EngineException failed(int line, String word, IllegalArgumentException why) {
        return new EngineException(
                ErrorKind.INVALID,
                "dockerfile parse error on line " + line + ": failed to process \"" + shown(word) + "\": "
                        + why.getMessage(),
                why);
    }

    private static String shown(String word) {
        return word.length() <= LONGEST_SHOWN ? word : word.substring(0, LONGEST_SHOWN) + "…";
    }

    EngineException invalid(String message) {
        return EngineException.invalid("dockerfile parse error on line " + line + ": " + message);
    }
}
