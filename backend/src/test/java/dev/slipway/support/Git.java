package dev.slipway.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real git program in a folder, without the settings of this machine. */
public record Git(Path folder) {

    /** How it ended, and all that it said. */
    public record Done(int code, String output) {}

    /** Runs it and demands that it succeeds; what it said. */
    public String succeed(String... words) throws IOException, InterruptedException {
        Done done = run(words);
        assertEquals(0, done.code, done.output);
        return done.output;
    }

    /** Runs it. */
    public Done run(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("git", "-C", folder.toString()));
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_AUTHOR_NAME", "Ada",
                        "GIT_AUTHOR_EMAIL", "ada@example.org",
                        "GIT_COMMITTER_NAME", "Ada",
                        "GIT_COMMITTER_EMAIL", "ada@example.org",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "HOME", folder.toString()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Done(process.waitFor(), output);
    }
}
