package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Builds that want more than they may have are stopped, named, and leave nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private EngineProcess engine;

    @BeforeAll
    void start() throws IOException {
        engine = EngineProcess.with("limits", "--build-disk", "64m", "--build-memory", "48m");
        Path busybox = Busybox.tar(folder);
        engine.docker("import", "-c", "ENV PATH=/bin", busybox.toString(), "busybox")
                .succeeded();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private String refused(String dockerfile) throws IOException {
        Path context = Files.createTempDirectory(folder, "context");
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        Command build = engine.docker("build", "--no-cache", context.toString());
        assertTrue(build.exitCode() != 0, build.out());
        assertEquals("", engine.docker("ps", "-aq").succeeded().text());
        return build.err();
    }

    @Test
    void aStepThatWritesWithoutEndIsStopped() throws IOException {
        // When
        String one = refused("FROM busybox\nRUN cat /dev/zero > /filled\n");
        String many =
                refused("FROM busybox\nRUN i=0; while :; do i=$((i+1)); dd if=/dev/zero of=/f$i bs=1M count=8; done\n");
        // Then
        String words = "was stopped: more than 64 MiB were written, which is the limit";
        assertTrue(one.contains(words) && one.contains("(line 2 of the Dockerfile)"), one);
        assertTrue(many.contains(words), many);
    }

    @Test
    void aCacheMountCountsAsWritten() throws IOException {
        String said = refused("FROM busybox\nRUN --mount=type=cache,target=/c cat /dev/zero > /c/filled\n");
        assertTrue(said.contains("more than 64 MiB were written"), said);
    }

    @Test
    void aStepGivesWayToRunningApps() throws IOException, InterruptedException {
        // Given
        Path context = Files.createTempDirectory(folder, "context");
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox\nRUN sleep 100000\n");
        ProcessBuilder client = new ProcessBuilder(engine.dockerWords("build", context.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        client.environment().put("DOCKER_BUILDKIT", "0");
        Process build = client.start();
        String step = Await.until(
                "the step runs", SOON, () -> engine.docker("ps", "-q").text(), id -> !id.isEmpty());
        String pid = engine.docker("inspect", "-f", "{{.State.Pid}}", step)
                .succeeded()
                .text();
        // When
        Map<String, String> settings = settings(pid);
        build.destroyForcibly().waitFor();
        // Then: of 48 MiB
        if (settings.containsKey("memory.soft_limit_in_bytes")) {
            assertEquals("25165824", settings.get("memory.soft_limit_in_bytes"));
            assertEquals("256", settings.get("cpu.shares"));
            assertEquals("25", settings.getOrDefault("blkio.bfq.weight", "25"));
        } else {
            assertEquals(String.valueOf((48 << 20) - (48 << 20) / 32 & -4096), settings.get("memory.high"));
            assertEquals("35", settings.get("cpu.weight"));
        }
        Await.until("nothing is left", SOON, () -> engine.docker("ps", "-aq").text(), String::isEmpty);
    }

    /** The files that say what the groups of a process may use, by name. */
    private static Map<String, String> settings(String pid) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
            String[] parts = line.split(":", 3);
            for (String hierarchy : parts[1].isEmpty() ? "".split(",") : parts[1].split(",")) {
                Path group = Path.of("/sys/fs/cgroup/" + hierarchy + parts[2]);
                for (String file : List.of(
                        "memory.soft_limit_in_bytes", "cpu.shares", "blkio.bfq.weight", "memory.high", "cpu.weight")) {
                    if (Files.exists(group.resolve(file))) {
                        settings.put(file, Files.readString(group.resolve(file)).strip());
                    }
                }
            }
        }
        return settings;
    }

    @Test
    void aClientThatGoesAwayEndsAllOfItsBuild() throws IOException {
        // Given two stages at the same time, of which each has started processes of its own
        Path context = Files.createTempDirectory(folder, "context");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox AS a
                RUN sleep 100000 & sleep 100000
                FROM busybox AS b
                RUN sleep 100000 & sleep 100000
                FROM scratch
                COPY --from=a / /a
                COPY --from=b / /b
                """);
        ProcessBuilder client = new ProcessBuilder(engine.dockerWords("build", context.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        client.environment().put("DOCKER_BUILDKIT", "0");
        Process build = client.start();
        Await.until(
                "both stages run",
                SOON,
                () -> engine.docker("ps", "-q").text().lines().count(),
                count -> count == 2);
        // When
        build.destroyForcibly().onExit().join();
        // Then
        Await.until("nothing is left", SOON, () -> engine.docker("ps", "-aq").text(), String::isEmpty);
        Path contexts = engine.dataRoot().resolve("build/contexts");
        Await.until(
                "the context is gone",
                SOON,
                () -> List.of(Objects.requireNonNull(contexts.toFile().list())),
                List::isEmpty);
    }

    @Test
    void layersCountTogether() throws IOException {
        // Given four steps of which each keeps within the limit
        String step = "RUN dd if=/dev/urandom of=/f$RANDOM bs=1M count=24 2>/dev/null\n";
        // When
        String said = refused("FROM busybox\n" + step.repeat(4));
        // Then
        assertTrue(said.contains("more than 64 MiB were written") && said.contains("(line 4 of the Dockerfile)"), said);
    }

    @Test
    void memoryIsWhatTheOperatorGivesAStep() throws IOException {
        String said = refused("FROM busybox\nRUN dd if=/dev/zero of=/dev/null bs=256M count=1\n");
        assertTrue(said.contains("memory ran out, the limit of a step is 48 MiB"), said);
    }
}
