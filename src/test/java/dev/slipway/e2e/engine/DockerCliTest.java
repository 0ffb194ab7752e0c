package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type every day, with the real docker command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerCliTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private EngineProcess engine;
    private Path archive;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        engine = new EngineProcess("clitest");
        archive = Files.copy(
                Busybox.tar(folder), Files.createTempDirectory("busybox").resolve("busybox.tar"));
        engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                .succeeded();
    }

    @AfterAll
    void stop() throws Exception {
        engine.close();
        Files.delete(archive);
        Files.delete(archive.getParent());
    }

    private Command docker(String... words) {
        return engine.docker(words);
    }

    @Test
    void versionAndInfoAreShown() {
        // Given / When
        Command version = docker("version").succeeded();
        Command info = docker("info").succeeded();
        // Then
        assertTrue(version.out().contains("Server: Slipway"), version.out());
        assertTrue(version.out().contains("API version:      1.50"), version.out());
        assertTrue(info.out().contains("Storage Driver: overlay2"), info.out());
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
    void standardOutputAndErrorStayApart() {
        // Given / When
        Command run = docker("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2")
                .succeeded();
        // Then
        assertEquals("out\n", run.out());
        assertEquals("err\n", run.err());
    }

    @ParameterizedTest
    @CsvSource({"0, true", "3, sh -c 'exit 3'", "143, sh -c 'exit 143'", "126, /etc", "127, nosuchprogram"})
    void theExitCodeIsTheProcesss(int expected, String command) {
        // Given
        String[] words = command.contains("'")
                ? new String[] {"run", "--rm", "busybox", "sh", "-c", command.split("'")[1]}
                : new String[] {"run", "--rm", "busybox", command};
        // When
        Command run = docker(words);
        // Then
        assertEquals(expected, run.exitCode(), run.err());
    }

    @Test
    void whatTheEngineRefusesIsExitCode125() {
        // Given / When
        Command run = docker("run", "--rm", "--pid=host", "busybox", "true");
        // Then
        assertEquals(125, run.exitCode());
        assertTrue(run.err().contains("PidMode"), run.err());
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
    void logsCanBeCutByTailAndTime() {
        // Given
        docker("run", "--name", "counted", "busybox", "sh", "-c", "for i in 1 2 3 4; do echo $i; done")
                .succeeded();
        // When
        String tail = docker("logs", "--tail", "2", "counted").succeeded().out();
        String stamped = docker("logs", "-t", "counted").succeeded().out();
        // Then
        docker("rm", "counted").succeeded();
        assertEquals("3\n4\n", tail);
        assertTrue(
                stamped.lines().allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{9}Z \\d")),
                stamped);
        assertEquals(4, stamped.lines().distinct().count());
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
    void pausingRenamingRestartingAndKillingWork() {
        // Given
        docker("run", "-d", "--name", "first", "busybox", "sleep", "1002").succeeded();
        // When / Then
        docker("pause", "first").succeeded();
        assertEquals("paused", state("first"));
        docker("unpause", "first").succeeded();
        docker("rename", "first", "second").succeeded();
        docker("restart", "-t", "0", "second").succeeded();
        assertEquals("running", state("second"));
        docker("kill", "second").succeeded();
        Await.until("the container has ended", SOON, () -> state("second"), "exited"::equals);
        assertEquals(
                "137", docker("inspect", "-f", "{{.State.ExitCode}}", "second").text());
        docker("start", "second").succeeded();
        docker("rm", "-f", "second").succeeded();
    }

    private String state(String name) {
        return docker("inspect", "-f", "{{.State.Status}}", name).text();
    }

    @Test
    void anImageIsBuiltAndRun(@TempDir Path context) throws Exception {
        // Given
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                ARG WHO=nobody
                ENV GREETING=hello
                COPY note.txt /note.txt
                RUN echo built for $WHO > /built
                WORKDIR /tmp
                CMD ["sh", "-c", "cat /note.txt /built; echo $GREETING; pwd"]
                """);
        Files.writeString(context.resolve("note.txt"), "noted\n");
        // When
        Command build = docker("build", "-t", "built:1", "--build-arg", "WHO=you", context.toString())
                .succeeded();
        Command again = docker("build", "-t", "built:2", "--build-arg", "WHO=you", context.toString())
                .succeeded();
        String quiet = docker("build", "-q", "--build-arg", "WHO=you", context.toString())
                .succeeded()
                .text();
        // Then
        assertTrue(build.out().contains("Successfully tagged built:1"), build.out());
        assertTrue(again.out().contains("Using cache"), again.out());
        assertTrue(quiet.matches("sha256:[0-9a-f]{64}"), quiet);
        assertEquals(
                "noted\nbuilt for you\nhello\n/tmp\n",
                docker("run", "--rm", "built:1").succeeded().out());
        assertTrue(docker("history", "built:1").succeeded().out().contains("COPY"));
        docker("rmi", "built:1", "built:2").succeeded();
    }

    @Test
    void aBuildThatFailsSaysWhere(@TempDir Path context) throws Exception {
        // Given
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox\nRUN exit 7\n");
        // When
        Command build = docker("build", context.toString());
        // Then
        assertEquals(7, build.exitCode(), build.out() + build.err());
        assertTrue(build.err().contains("returned a non-zero code: 7"), build.err());
    }

    @Test
    void imagesAreTaggedSavedRemovedAndLoaded(@TempDir Path folder) {
        // Given
        Path tar = folder.resolve("image.tar");
        docker("tag", "busybox", "team/copy:v1").succeeded();
        // When
        docker("save", "-o", tar.toString(), "team/copy:v1").succeeded();
        String removed = docker("rmi", "team/copy:v1").succeeded().out();
        String loaded = docker("load", "-i", tar.toString()).succeeded().out();
        // Then
        assertEquals("Untagged: team/copy:v1\n", removed);
        assertEquals("Loaded image: team/copy:v1\n", loaded);
        assertEquals(
                "team/copy v1\n",
                docker("images", "--format", "{{.Repository}} {{.Tag}}", "team/copy")
                        .out());
        docker("rmi", "team/copy:v1").succeeded();
    }

    @Test
    void anImageIsPulledFromARegistry(@TempDir Path folder) throws Exception {
        // Given
        try (Registry registry = new Registry(folder)) {
            String name = registry.push("team/pulled", "1", archive);
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
    void aContainerBecomesAnImageAndAnArchive(@TempDir Path folder) {
        // Given
        docker("run", "--name", "changed", "busybox", "sh", "-c", "echo kept > /kept")
                .succeeded();
        // When
        docker("commit", "-c", "CMD [\"cat\", \"/kept\"]", "changed", "committed:1")
                .succeeded();
        docker("export", "-o", folder.resolve("all.tar").toString(), "changed").succeeded();
        // Then
        docker("rm", "changed").succeeded();
        assertEquals("kept\n", docker("run", "--rm", "committed:1").succeeded().out());
        assertTrue(Command.run("tar", "-tf", folder.resolve("all.tar").toString())
                .out()
                .contains("kept"));
        docker("rmi", "committed:1").succeeded();
    }

    @Test
    void volumesOutliveContainers() {
        // Given
        docker("volume", "create", "kept").succeeded();
        docker("run", "--rm", "-v", "kept:/data", "busybox", "sh", "-c", "echo stays > /data/file")
                .succeeded();
        // When
        String read = docker("run", "--rm", "-v", "kept:/data", "busybox", "cat", "/data/file")
                .succeeded()
                .out();
        // Then
        assertEquals("stays\n", read);
        assertTrue(docker("volume", "ls", "-q").succeeded().out().contains("kept"));
        docker("volume", "rm", "kept").succeeded();
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
    void eventsTellALife() {
        // Given
        String start = Long.toString(System.currentTimeMillis() / 1000 - 1);
        // When
        docker("run", "--rm", "--name", "lived", "busybox", "true").succeeded();
        String events = docker(
                        "events",
                        "--since",
                        start,
                        "--until",
                        Long.toString(System.currentTimeMillis() / 1000 + 1),
                        "--filter",
                        "container=lived",
                        "--format",
                        "{{.Action}}")
                .succeeded()
                .out();
        // Then
        for (String action : new String[] {"create", "attach", "start", "die", "destroy"}) {
            assertTrue(events.contains(action + "\n"), events);
        }
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
