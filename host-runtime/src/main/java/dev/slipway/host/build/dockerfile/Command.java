package dev.slipway.host.build.dockerfile;

import java.util.List;

/**
 * A command line as RUN, CMD, ENTRYPOINT and HEALTHCHECK give it.
 *
 * @param shell whether it is one line for the shell; otherwise {@code words} is the argv
 * @param words exactly one line in the shell form
 */
public record Command(boolean shell, List<String> words) {
    static Command line(String line) {
        return new Command(true, List.of(line));
    }

    static Command exec(List<String> argv) {
        return new Command(false, List.copyOf(argv));
    }

    /** The argv: in the shell form the shell's own words with the line as the last one. */
    public List<String> argv(List<String> shellWords) {
        if (!shell) {
            return words;
        }
        return java.util.stream.Stream.concat(shellWords.stream(), words.stream())
                .toList();
    }
}
