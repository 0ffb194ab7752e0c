package dev.slipway.cli.command;

import dev.slipway.cli.tty.Terminals;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param environment variables
 * @param terminals which of in, out and err are terminals
 * @param in standard input
 * @param bytes standard output as bytes
 * @param out standard output as text
 * @param errors standard error as bytes
 * @param err standard error as text
 * @param clock the time
 */
record Surroundings(
        Map<String, String> environment,
        Terminals terminals,
        InputStream in,
        OutputStream bytes,
        PrintWriter out,
        OutputStream errors,
        PrintWriter err,
        Clock clock) {

    /** A variable; empty when it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Whether colours are wanted where {@code terminal} is true: see no-color.org. */
    boolean colours(boolean terminal) {
        return terminal && variable("NO_COLOR").isEmpty() && !variable("TERM").equals("dumb");
    }
}
