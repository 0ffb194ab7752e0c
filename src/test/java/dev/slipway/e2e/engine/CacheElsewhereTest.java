package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What one engine has built, another takes up from the registry without doing it again. */
@ExtendWith(OnEngine.class)
class CacheElsewhereTest {
    private static final String INLINE = "BUILDKIT_INLINE_CACHE=1";

    @TempDir
    Path folder;

    private Command build(EngineProcess engine, String... options) {
        List<String> words = new ArrayList<>(List.of("build"));
        words.addAll(List.of(options));
        words.add(folder.resolve("context").toString());
        return engine.docker(words.toArray(String[]::new)).succeeded();
    }

    @Test
    void stepsComeOutOfARegistry(SharedEngine shared) throws IOException {
        // Given
        String repository = shared.registry().address() + "/elsewhere";
        Path saved = folder.resolve("base.tar");
        shared.engine().docker("save", "-o", saved.toString(), "busybox").succeeded();
        Path context = Files.createDirectory(folder.resolve("context"));
        Files.writeString(context.resolve("file"), "content\n");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                RUN cat /proc/sys/kernel/random/uuid > /uuid
                COPY file /
                RUN echo done >> /uuid
                """);
        build(shared.engine(), "--build-arg", INLINE, "-t", repository + ":with");
        shared.engine().docker("tag", "busybox", repository + ":without").succeeded();
        shared.engine().docker("push", repository + ":with").succeeded();
        shared.engine().docker("push", repository + ":without").succeeded();
        try (EngineProcess other = new EngineProcess("elsewhere")) {
            other.docker("load", "-i", saved.toString()).succeeded();
            // When
            Command without = build(other, "--cache-from", repository + ":without", "-t", "own");
            other.docker("builder", "prune", "-af").succeeded();
            other.docker("rmi", "-f", "own").succeeded();
            Command with = build(other, "--cache-from", repository + ":with", "-t", "taken");
            Files.writeString(context.resolve("file"), "changed\n");
            Command changed = build(other, "--cache-from", repository + ":with", "-t", "changed");
            // Then
            assertTrue(without.out().contains("[Warning] nothing is reused of"), without.out());
            assertEquals(3, steps(without, "Running in") + 1, without.out());
            assertEquals(0, steps(with, "Running in"), with.out());
            assertEquals(3, steps(with, "Using cache"), with.out());
            assertEquals(1, steps(changed, "Using cache"), changed.out());
            assertFalse(changed.out().contains("[Warning]"), changed.out());
            assertEquals(id(shared.engine(), repository + ":with"), id(other, "taken"));
        }
        shared.engine()
                .docker("rmi", repository + ":with", repository + ":without")
                .succeeded();
    }

    private static long steps(Command build, String words) {
        return build.out().lines().filter(line -> line.contains(words)).count();
    }

    private static String id(EngineProcess engine, String name) {
        return engine.docker("inspect", "-f", "{{.Id}}", name).succeeded().text();
    }
}
