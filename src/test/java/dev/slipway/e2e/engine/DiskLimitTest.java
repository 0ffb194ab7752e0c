package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container with a disk of its own outlives its engine, keeps its limit, and leaves no device behind. */
class DiskLimitTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path temporary;

    private static SteppedEngine engine;

    @BeforeAll
    static void start() throws IOException {
        engine = new SteppedEngine("disk");
        engine.docker("import", Busybox.tar(temporary).toString(), "base").succeeded();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void theDiskOfAContainerOutlivesItsEngineAndGoesWithIt() throws Exception {
        // Given
        engine.docker(
                        "run",
                        "-d",
                        "--name",
                        "bounded",
                        "--storage-opt",
                        "size=20m",
                        "base",
                        "/bin/sh",
                        "-c",
                        "while :; do sleep 0.1; done")
                .succeeded();
        engine.docker("exec", "bounded", "/bin/sh", "-c", "echo before > /note").succeeded();
        assertEquals(1, devices());

        // When
        engine.killAndRestart();

        // Then
        engine.docker("exec", "bounded", "/bin/sh", "-c", "echo after >> /note").succeeded();
        assertEquals("before\nafter", exec("cat", "/note").succeeded().text());
        Command tooMuch = exec("dd", "if=/dev/zero", "of=/big", "bs=1M", "count=50");
        assertNotEquals(0, tooMuch.exitCode());
        assertTrue(tooMuch.err().contains("No space left on device"), tooMuch.err());
        assertEquals(1, devices());

        // When
        engine.docker("stop", "-t", "0", "bounded").succeeded();
        engine.killAndRestart();
        engine.docker("start", "bounded").succeeded();
        assertEquals("before\nafter", exec("cat", "/note").succeeded().text());
        engine.docker("rm", "-f", "bounded").succeeded();

        // Then
        Await.until("no loop device is left", SOON, DiskLimitTest::devices, left -> left == 0);
    }

    private static Command exec(String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "exec";
        all[1] = "bounded";
        System.arraycopy(words, 0, all, 2, words.length);
        return engine.docker(all);
    }

    /** Loop devices over files of this engine. */
    private static long devices() {
        return Command.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                .succeeded()
                .out()
                .lines()
                .filter(file -> file.startsWith(engine.dataRoot().toString()))
                .count();
    }
}
