package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a small disk of its own that runs full: of bytes, then of inodes. What runs goes on, and removing helps. */
class FullDiskTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern NUMBERED = Pattern.compile("(?m)^line (\\d+)$");
    private static final Pattern GAP =
            Pattern.compile("(?m)^\\[slipway] \\d+ bytes of output were not kept: .*no space left");
    private static final String COUNTING = "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.02; done";

    @TempDir
    static Path temporary;

    private static SteppedEngine engine;

    @BeforeAll
    static void start() throws IOException {
        engine = new SteppedEngine("full", FullDiskTest::mount);
        engine.docker("import", Busybox.tar(temporary).toString(), "base").succeeded();
        engine.docker("run", "-d", "--name", "counter", "base", "/bin/sh", "-c", COUNTING)
                .succeeded();
    }

    /** 64 MiB, 3,000 inodes, nothing kept back for root. */
    private static void mount(Path dataRoot) {
        Path image = dataRoot.resolveSibling("disk");
        Command.run("truncate", "-s", "64M", image.toString()).succeeded();
        Command.run("mkfs.ext4", "-q", "-m", "0", "-N", "3000", image.toString())
                .succeeded();
        Command.run("mount", "-o", "loop", image.toString(), dataRoot.toString())
                .succeeded();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @AfterEach
    void thereIsRoomAgain() {
        engine.docker("rm", "-f", "filler");
        Await.until(
                "there is room",
                SOON,
                () -> engine.docker("run", "--rm", "base", "echo", "ok"),
                done -> done.exitCode() == 0);
    }

    @Test
    void aFullDiskStopsNothingThatRunsAndRemovingMakesRoom() {
        // Given a container that can end by itself
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        "ending",
                        "base",
                        "/bin/sh",
                        "-c",
                        "trap 'exit 7' TERM; while :; do sleep 0.1; done")
                .succeeded();
        String pid = pid();

        // When
        Command filler = engine.docker(
                "run",
                "--name",
                "filler",
                "base",
                "/bin/sh",
                "-c",
                "dd if=/dev/zero of=/big bs=1M; dd if=/dev/zero of=/rest bs=1k");
        Command refused = engine.docker("build", "-q", "-t", "more", context());
        engine.docker("stop", "ending");
        engine.killAndRestart();

        // Then
        assertTrue(filler.err().contains("No space left on device"), filler.err());
        assertNotEquals(0, refused.exitCode());
        assertTrue(refused.err().toLowerCase(java.util.Locale.ROOT).contains("no space left"), refused.err());
        assertEquals(pid, pid());
        assertEquals("exited", state("ending"));
        engine.docker("rm", "-f", "filler", "ending").succeeded();
        int last = lastLine();
        Await.until("output is kept again", SOON, FullDiskTest::lastLine, now -> now > last);
        assertOneGapAtMost(engine.docker("logs", "counter").succeeded().out());
    }

    @Test
    void aFullInodeTableStopsNothingThatRunsAndRemovingMakesRoom() {
        // Given
        String pid = pid();

        // When
        Command filler = engine.docker(
                "run", "--name", "filler", "base", "/bin/sh", "-c", "i=0; while : > /f$i; do i=$((i+1)); done");
        Command refused = engine.docker("create", "--name", "refused", "base", "true");
        engine.killAndRestart();

        // Then
        assertTrue(filler.err().contains("No space left on device"), filler.err());
        assertNotEquals(0, refused.exitCode());
        assertTrue(refused.err().toLowerCase(java.util.Locale.ROOT).contains("no space left"), refused.err());
        assertEquals(pid, pid());
        assertEquals("exited", state("filler"));
        assertEquals(1, engine.docker("inspect", "refused").exitCode());
    }

    @Test
    void whatDoesNotFitIsSaidAndLeavesNothing() throws IOException {
        // Given files that are larger than the disk: as a layer, in a context, in an archive
        Path large = Files.createDirectories(temporary.resolve("large"));
        Command.run("truncate", "-s", "80M", large.resolve("zeroes").toString()).succeeded();
        Path plain = temporary.resolve("large.tar");
        Command.run("tar", "-C", large.toString(), "-cf", plain.toString(), "zeroes")
                .succeeded();
        Path packed = Files.createDirectories(temporary.resolve("packed"));
        Command.run("tar", "-C", large.toString(), "-czf", packed + "/large.tar.gz", "zeroes")
                .succeeded();
        Files.writeString(large.resolve("Dockerfile"), "FROM base\nCOPY zeroes /\n");
        Files.writeString(packed.resolve("Dockerfile"), "FROM base\nENV A=b\nADD large.tar.gz /\n");
        Path step = Files.createDirectories(temporary.resolve("step"));
        Files.writeString(step.resolve("Dockerfile"), "FROM base\nRUN head -c 80000000 /dev/zero > /more\n");
        Holdings holdings = Holdings.of(engine);
        Set<String> before = kept(holdings);

        // When
        Command pulled;
        try (Registry registry = new Registry(Files.createDirectories(temporary.resolve("registry")))) {
            pulled = engine.docker("pull", registry.push("large", "1", plain));
        }
        Command loaded = engine.docker("import", plain.toString(), "large");
        Command context = engine.docker("build", "-q", large.toString());
        Command archive = engine.docker("build", "-q", packed.toString());
        Command ran = engine.docker("build", "-q", step.toString());

        // Then
        for (Command refused : List.of(pulled, loaded, context, archive)) {
            assertNotEquals(0, refused.exitCode());
            assertTrue(refused.err().contains("no space left on device"), refused.err());
        }
        assertTrue(archive.err().contains("(line 3 of the Dockerfile)"), archive.err());
        assertNotEquals(0, ran.exitCode());
        assertTrue(ran.err().contains("(line 2 of the Dockerfile)"), ran.err());
        engine.docker("builder", "prune", "-af").succeeded();
        Await.until("nothing is left", SOON, () -> kept(holdings), before::equals);
    }

    /** All but the output of what runs meanwhile, and the list of cached steps, which may be empty now. */
    private static Set<String> kept(Holdings holdings) {
        Set<String> all = holdings.now();
        all.removeIf(thing -> thing.contains("/logs/") || thing.contains("/build/cache/"));
        return all;
    }

    private static String context() {
        Command.run("mkdir", "-p", temporary.resolve("context").toString()).succeeded();
        Command.run(
                        "sh",
                        "-c",
                        "printf 'FROM base\\nRUN head -c 5000000 /dev/zero > /more\\n' > "
                                + temporary.resolve("context/Dockerfile"))
                .succeeded();
        return temporary.resolve("context").toString();
    }

    private static String pid() {
        return engine.docker("inspect", "-f", "{{.State.Pid}}", "counter")
                .succeeded()
                .text();
    }

    private static String state(String container) {
        return engine.docker("inspect", "-f", "{{.State.Status}}", container)
                .succeeded()
                .text();
    }

    private static int lastLine() {
        return numbers(engine.docker("logs", "--tail", "20", "counter").out()).stream()
                .reduce(0, (a, b) -> b);
    }

    private static List<Integer> numbers(String log) {
        return NUMBERED.matcher(log)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
    }

    /** What was kept is whole, and what was not is said where it is missing. */
    private static void assertOneGapAtMost(String log) {
        List<Integer> numbers = numbers(log);
        boolean whole =
                numbers.equals(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertTrue(whole || GAP.matcher(log).find(), "lines are missing and nothing says so");
    }
}
