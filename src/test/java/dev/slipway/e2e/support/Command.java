package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program run to its end, with a deadline. */
public record Command(List<String> words, int exitCode, String out, String err) {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    public static Command run(String... words) {
        return run(Map.of(), words);
    }

    /** Runs it in the root of the tree with additional environment. */
    public static Command run(Map<String, String> environment, String... words) {
        try {
            Path out = Files.createTempFile("out", ".txt");
            Path err = Files.createTempFile("err", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .directory(SourceTree.root().toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                return await(builder.start(), List.of(words), out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command await(Process process, List<String> words, Path out, Path err) throws IOException {
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within " + DEADLINE + "\n" + text(out) + text(err));
            }
            return new Command(words, process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + words, e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** This result, when the program exited with 0. */
    public Command succeeded() {
        if (exitCode != 0) {
            throw new AssertionError(words + " exited with " + exitCode + "\n" + out + err);
        }
        return this;
    }

    /** Standard output without the final line break. */
    public String text() {
        return out.strip();
    }
}
