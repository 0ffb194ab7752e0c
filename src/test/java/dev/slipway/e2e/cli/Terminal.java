package dev.slipway.e2e.cli;

import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One person's command line: a home of its own, a token, and the platform's address. */
final class Terminal implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 400;
    private final Path home;
    private final Platform platform;
    private final String token;

    /** What a command printed and exited with. */
    record Result(int code, byte[] bytes, String err) {

        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** This result, when the command exited with 0. */
        Result succeeded() {
            if (code != 0) {
                throw new AssertionError("exited with " + code + "\n" + out() + err);
            }
            return this;
        }
    }

    Terminal(Platform platform) throws IOException {
        this.platform = platform;
        this.home = Files.createTempDirectory("slipway-home");
        this.token = platform.portal()
                .request()
                .body(Map.of("name", "command line test"))
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    String token() {
        return token;
    }

    /** Runs a command of the script to its end. */
    Result run(String... words) {
        return typing(new byte[0], words);
    }

    Result typing(byte[] input, String... words) {
        return finish(start(command(words), Map.of()), input);
    }

    Result with(Map<String, String> environment, String... words) {
        return finish(start(command(words), environment), new byte[0]);
    }

    /** Runs a command in a terminal; see {@code terminal.py} for the script. */
    Result interactively(String script, String... words) {
        List<String> all = new ArrayList<>(List.of(
                "python3",
                SourceTree.root().resolve("src/test/resources/cli/terminal.py").toString()));
        all.addAll(command(words));
        return finish(start(all, Map.of("TERM", "xterm")), script.getBytes(StandardCharsets.UTF_8));
    }

    /** Starts a command that has no end. */
    Process begin(String... words) {
        return start(command(words), Map.of());
    }

    private static List<String> command(String... words) {
        List<String> all =
                new ArrayList<>(List.of(SourceTree.root().resolve("slipway").toString()));
        all.addAll(List.of(words));
        return all;
    }

    private Process start(List<String> words, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors().toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
            builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
            builder.environment().put("SLIPWAY_NO_BUILD", "1");
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path errors() {
        return home.resolve("errors");
    }

    private Result finish(Process process, byte[] input) {
        Thread.ofVirtual().start(() -> {
            try (var in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException done) {
                process.onExit();
            }
        });
        try {
            byte[] out = process.getInputStream().readAllBytes();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end within " + DEADLINE_SECONDS + " s");
            }
            return new Result(process.exitValue(), out, Files.readString(errors()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
