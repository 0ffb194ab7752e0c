package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people type every day, with the real docker command, where the answer is more than text: dialogues, terminals, sudden death. */
@ExtendWith(OnEngine.class)
class DockerCliTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final EngineProcess engine;
    private final SharedEngine shared;

    DockerCliTest(SharedEngine shared) {
        this.shared = shared;
        this.engine = shared.engine();
    }

    private Command docker(String... words) {
        return engine.docker(words);
    }

    @Test
    void aContainerSaysHello() {
        // Given / When
        Command run = docker("run", "--rm", "busybox", "echo", "hello").succeeded();
        // Then
        assertEquals("hello\n", run.out());
        assertEquals(
                "",
                docker("ps", "-aq", "--filter", "ancestor=busybox", "--filter", "status=exited")
                        .text());
    }

    @Test
    void standardInputReachesTheProcess() {
        // Given
        try (Dialogue cat = Dialogue.of(engine.dockerWords("run", "-i", "--rm", "busybox", "cat"))) {
            // When
            cat.type("one\n").await("one");
            cat.type("two\n").await("two");
            cat.endInput();
            // Then
            assertEquals(0, cat.exitCode());
        }
    }

    @Test
    void aTerminalIsATerminal() {
        // Given
        try (Dialogue shell = Dialogue.onTerminal(engine.dockerWords("run", "-it", "--rm", "busybox", "sh"))) {
            // When
            shell.await("#");
            shell.type("tty; echo $((40+2))\n").await("/dev/pts/0");
            shell.await("42");
            shell.type("exit 5\n");
            // Then
            assertEquals(5, shell.exitCode());
        }
    }

    @Test
    void aContainerInTheBackgroundIsListedFollowedStoppedAndRemoved() {
        // Given
        String id = docker(
                        "run",
                        "-d",
                        "--name",
                        "ticker",
                        "busybox",
                        "sh",
                        "-c",
                        "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done")
                .succeeded()
                .text();
        try (Dialogue logs = Dialogue.of(engine.dockerWords("logs", "-f", "ticker"))) {
            // When
            String seen = logs.await("tick 5\n");
            String listed = docker("ps", "--filter", "name=ticker", "--format", "{{.ID}} {{.Status}}")
                    .succeeded()
                    .out();
            docker("stop", "ticker").succeeded();
            // Then
            assertTrue(seen.startsWith("tick 1\ntick 2\n"), seen);
            assertTrue(listed.startsWith(id.substring(0, 12) + " Up "), listed);
            assertEquals(0, logs.exitCode());
        }
        assertEquals("0", docker("wait", "ticker").succeeded().text());
        docker("rm", "ticker").succeeded();
        assertEquals(1, docker("inspect", "ticker").exitCode());
    }

    @Test
    void aSecondProcessRunsInARunningContainer() {
        // Given
        docker("run", "-d", "--name", "host-of-execs", "busybox", "sleep", "1000")
                .succeeded();
        // When
        Command plain = docker("exec", "-e", "A=b", "-w", "/tmp", "host-of-execs", "sh", "-c", "echo $A; pwd");
        Command failing = docker("exec", "host-of-execs", "sh", "-c", "exit 9");
        Command missing = docker("exec", "host-of-execs", "nosuchprogram");
        // Then
        assertEquals("b\n/tmp\n", plain.out(), plain.err());
        assertEquals(9, failing.exitCode());
        assertEquals(127, missing.exitCode(), missing.err());
        try (Dialogue shell = Dialogue.onTerminal(engine.dockerWords("exec", "-it", "host-of-execs", "sh"))) {
            shell.await("#");
            shell.type("stty size; exit 4\n");
            assertEquals(4, shell.exitCode());
        }
        docker("rm", "-f", "host-of-execs").succeeded();
    }

    @Test
    void aContainersProcessesAndItsUseAreShown() {
        // Given
        docker("run", "-d", "--name", "busy", "--memory", "64m", "busybox", "sleep", "1001")
                .succeeded();
        // When
        String top = docker("top", "busy").succeeded().out();
        String stats = docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", "busy")
                .succeeded()
                .out();
        // Then
        docker("rm", "-f", "busy").succeeded();
        assertTrue(top.contains("sleep 1001"), top);
        assertTrue(stats.contains("busy") && stats.contains("64MiB"), stats);
    }

    @Test
    void anImageOfAStrangersMakingIsPulled() throws Exception {
        // Given
        String name = shared.registry().push("team/pulled", "1", shared.archive());
        // When
        Command pull = docker("pull", name).succeeded();
        Command missing = docker("pull", name.replace("pulled", "missing"));
        // Then
        assertTrue(pull.out().contains("Status: Downloaded newer image for " + name), pull.out());
        assertEquals(
                "pulled\n",
                docker("run", "--rm", name, "echo", "pulled").succeeded().out());
        assertEquals(1, missing.exitCode());
        docker("rmi", name).succeeded();
    }

    @Test
    void filesAreCopiedInAndOut(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("in.txt"), "carried\n");
        docker("run", "-d", "--name", "carrier", "busybox", "sleep", "1003").succeeded();
        // When
        docker("cp", file.toString(), "carrier:/tmp/there.txt").succeeded();
        docker("exec", "carrier", "sh", "-c", "cat /tmp/there.txt > /back.txt").succeeded();
        docker("cp", "carrier:/back.txt", folder.resolve("back.txt").toString()).succeeded();
        // Then
        docker("rm", "-f", "carrier").succeeded();
        assertEquals("carried\n", Files.readString(folder.resolve("back.txt")));
    }

    @Test
    void containersReachEachOtherByNameAndTheHostByPort() {
        // Given
        docker(
                        "run",
                        "-d",
                        "--name",
                        "served",
                        "-p",
                        "127.0.0.1:0:8080",
                        "busybox",
                        "sh",
                        "-c",
                        "mkdir /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www")
                .succeeded();
        // When
        String byName = Await.until(
                        "the server answers",
                        SOON,
                        () -> docker("run", "--rm", "busybox", "wget", "-qO-", "http://served:8080/"),
                        result -> result.exitCode() == 0)
                .out();
        String address = docker("port", "served", "8080").succeeded().text();
        Command byPort = Command.run("curl", "-fsS", "http://" + address + "/");
        // Then
        docker("rm", "-f", "served").succeeded();
        assertEquals("page\n", byName);
        assertEquals("page\n", byPort.succeeded().out());
    }

    @Test
    void removingWhatRunsNeedsForce() {
        // Given
        docker("run", "-d", "--name", "alive", "busybox", "sleep", "1004").succeeded();
        // When
        Command refused = docker("rm", "alive");
        // Then
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("stop the container before"), refused.err());
        docker("rm", "-f", "alive").succeeded();
        assertFalse(docker("ps", "-aq", "--filter", "name=alive").out().contains("alive"));
    }

    @Test
    void containersAndTheirOutputSurviveTheSuddenDeathOfTheEngine() {
        // Given
        docker(
                        "run",
                        "-d",
                        "--name",
                        "survivor",
                        "busybox",
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo line $i; sleep 0.05; done; exit 6")
                .succeeded();
        // When
        engine.killAndRestart();
        // Then
        assertEquals("6", docker("wait", "survivor").succeeded().text());
        String lines = docker("logs", "survivor").succeeded().out();
        docker("rm", "survivor").succeeded();
        assertEquals(60, lines.lines().distinct().count(), lines);
        assertEquals(60, lines.lines().count(), lines);
    }
}
