package dev.slipway.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.Program;
import dev.slipway.platform.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client wants opened.
 *
 * @param command program and arguments; empty for a shell
 * @param terminal whether it gets a terminal
 * @param fresh whether it runs in a container of its own instead of a running instance
 * @param size of the terminal
 */
record Order(List<String> command, boolean terminal, boolean fresh, Size size) {

    /** A longer list is not typed by a person. */
    private static final int MOST_WORDS = 1_000;

    /**
     * Reads an order.
     *
     * @throws Problem when it makes no sense
     */
    static Order of(JsonNode message) {
        List<String> command = new ArrayList<>();
        for (JsonNode word : message.path("command")) {
            if (!word.isTextual() || word.asText().indexOf('\0') >= 0 || command.size() >= MOST_WORDS) {
                throw Problem.invalid("command", "must be at most " + MOST_WORDS + " texts without NUL");
            }
            command.add(word.asText());
        }
        boolean fresh = message.path("fresh").asBoolean(false);
        boolean terminal = message.path("tty").asBoolean(true);
        if (command.isEmpty() && (fresh || !terminal)) {
            throw Problem.invalid("command", "is missing; a shell is only for a running instance and a terminal");
        }
        return new Order(List.copyOf(command), terminal, fresh, Size.of(message));
    }

    /** Whether it is the shell of the image. */
    boolean isShell() {
        return command.isEmpty();
    }

    Program program() {
        return new Program(command, terminal, size.columns(), size.rows());
    }
}
