package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that were torn, and processes of the engine that somebody else killed: what is whole lives on, and the rest is said. */
class DamageTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path temporary;

    private static SteppedEngine engine;

    /** Processes, and shims, of containers that the engine cannot serve any more. */
    private static final List<Integer> STRANDED = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        engine = new SteppedEngine("damage");
        engine.docker("import", Busybox.tar(temporary).toString(), "base").succeeded();
    }

    @AfterAll
    static void stop() {
        engine.close();
        assertEquals(
                List.of(), STRANDED.stream().filter(DamageTest::isAlive).toList(), "an engine taken down left these");
    }

    private static String sleeper(String name) {
        return engine.docker("run", "-d", "--name", name, "base", "/bin/sleep", "1000")
                .succeeded()
                .text();
    }

    private static String inspect(String container, String format) {
        return engine.docker("inspect", "-f", format, container).succeeded().text();
    }

    private static Path record(String id, String file) {
        return engine.dataRoot().resolve("containers").resolve(id).resolve(file);
    }

    @Test
    void aDamagedRecordIsNamedAndKeptAndTheOthersLiveOn() throws Exception {
        // Given
        String whole = sleeper("whole");
        String pid = inspect("whole", "{{.State.Pid}}");
        Map<String, String> damages =
                Map.of(sleeper("cut"), "", sleeper("garbage"), "\u0000\u0001{{{", sleeper("other"), "[1, 2]");
        String stateless = sleeper("stateless");
        for (String id : damages.keySet()) {
            int inside = Integer.parseInt(inspect(id, "{{.State.Pid}}"));
            STRANDED.addAll(List.of(inside, (int) parent(inside)));
        }

        // When
        engine.killAndRestart(() -> {
            damages.forEach((id, content) -> write(record(id, "config.json"), content));
            write(record(stateless, "state.json"), "{\"state\"");
        });

        // Then
        assertEquals(pid, inspect("whole", "{{.State.Pid}}"));
        assertEquals("running", inspect("stateless", "{{.State.Status}}"));
        engine.docker("exec", "whole", "/bin/true").succeeded();
        for (String id : damages.keySet()) {
            assertNotEquals(0, engine.docker("inspect", id).exitCode());
            assertTrue(engine.log().contains(record(id, "config.json.damaged").toString()), engine.log());
            assertTrue(Files.exists(record(id, "config.json.damaged")));
            assertTrue(Files.isDirectory(engine.dataRoot().resolve("layers/snapshots/" + id)), "its files are gone");
        }
        // And a name that a damaged record held can be had again
        sleeper("cut");
        engine.docker("rm", "-f", "cut", "stateless", whole).succeeded();
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aContainerWhoseShimIsKilledEndsAndSaysWhy() throws Exception {
        // Given
        sleeper("orphan");
        int pid = Integer.parseInt(inspect("orphan", "{{.State.Pid}}"));
        long shim = parent(pid);

        // When
        assertTrue(ProcessHandle.of(shim).orElseThrow().destroyForcibly());

        // Then
        Await.until("it has ended", SOON, () -> inspect("orphan", "{{.State.Status}}"), "exited"::equals);
        assertEquals("255", inspect("orphan", "{{.State.ExitCode}}"));
        assertTrue(
                inspect("orphan", "{{.State.Error}}").contains("killed from outside"),
                inspect("orphan", "{{json .State}}"));
        Await.until("its process is gone", SOON, () -> isAlive(pid), alive -> !alive);
        Await.until("its groups are gone", SOON, () -> groups("orphan"), List::isEmpty);
        // And it starts again
        engine.docker("start", "orphan").succeeded();
        assertEquals("", inspect("orphan", "{{.State.Error}}"));
        engine.docker("rm", "-f", "orphan").succeeded();
    }

    /** One that nobody has collected yet counts as gone. */
    private static boolean isAlive(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    private static long parent(int pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    }

    private static List<Path> groups(String container) {
        String id = inspect(container, "{{.Id}}");
        try (var all = Files.find(Path.of("/sys/fs/cgroup"), 6, (path, attributes) -> path.endsWith(id))) {
            return all.toList();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return List.of(Path.of(id));
        }
    }

    @Test
    void aShimThatIsKilledWhileNoEngineRunsIsNoticedByTheNextOne() throws Exception {
        // Given
        sleeper("unseen");
        int pid = Integer.parseInt(inspect("unseen", "{{.State.Pid}}"));
        long shim = parent(pid);

        // When
        engine.killAndRestart(
                () -> assertTrue(ProcessHandle.of(shim).orElseThrow().destroyForcibly()));

        // Then
        Await.until("it has ended", SOON, () -> inspect("unseen", "{{.State.Status}}"), "exited"::equals);
        assertFalse(inspect("unseen", "{{.State.Error}}").isEmpty());
        Await.until("its process is gone", SOON, () -> isAlive(pid), alive -> !alive);
        engine.docker("rm", "-f", "unseen").succeeded();
    }
}
