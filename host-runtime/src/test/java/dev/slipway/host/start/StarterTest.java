package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.ProcessSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers on the real kernel. */
class StarterTest {
    private static TestingRoot root;
    private static KernelStarter starter;

    @BeforeAll
    static void begin() {
        root = new TestingRoot();
        starter = new KernelStarter();
    }

    @AfterAll
    static void end() {
        starter.close();
        root.close();
    }

    private static Outcome run(String... args) throws Exception {
        return Outcome.of(starter.start(root.spec(TestingRoot.process(args)), new NoHooks(), root.stateDir()));
    }

    @Test
    void runsAProgramAndKeepsItsExitCode() throws Exception {
        // When
        Outcome outcome = run("sh", "-c", "echo out; echo err >&2; exit 7");
        // Then
        assertEquals(new Outcome(7, "out\n", "err\n"), outcome);
    }

    @Test
    void isAloneInItsNamespaces() throws Exception {
        // When
        Outcome outcome = run(
                "sh",
                "-c",
                "echo $$; hostname; id -u; cat /proc/self/uid_map; ls /proc | grep -c '^[0-9]'; ls /sys/class/net; pwd");
        // Then
        List<String> lines = outcome.out().lines().map(String::strip).toList();
        assertEquals("1", lines.get(0));
        assertEquals("testhost", lines.get(1));
        assertEquals("0", lines.get(2));
        assertEquals("0 3000000000      65536", lines.get(3));
        assertTrue(lines.contains("lo"), outcome.out());
        assertEquals("/", lines.getLast());
    }

    @Test
    void saysInDockersWordsThatACommandDoesNotExist() {
        // When
        EngineException failure = assertThrows(EngineException.class, () -> run("nosuchcmd"));
        // Then
        assertEquals(
                "unable to start container process: exec: \"nosuchcmd\": executable file not found in $PATH",
                failure.getMessage());
    }

    @Test
    void saysInDockersWordsThatACommandMayNotBeExecuted() {
        // When
        EngineException failure = assertThrows(EngineException.class, () -> run("/etc"));
        // Then
        assertEquals("unable to start container process: exec: \"/etc\": permission denied", failure.getMessage());
    }

    @Test
    void becomesTheUserOfThePasswdFileWithItsGroups() throws Exception {
        // Given
        ProcessSpec process = TestingRoot.process("sh", "-c", "id; cat /proc/self/status; echo $HOME");
        ContainerSpec spec = root.spec(TestingRoot.as(process, "web"));
        // When
        Outcome outcome = Outcome.of(starter.start(spec, new NoHooks(), root.stateDir()));
        // Then
        assertTrue(outcome.out().contains("uid=33(web) gid=34(web) groups=4(adm),34(web)"), outcome.out());
        assertTrue(outcome.out().contains("CapEff:\t0000000000000000"), outcome.out());
        assertTrue(outcome.out().contains("CapPrm:\t0000000000000000"), outcome.out());
        assertTrue(outcome.out().contains("CapInh:\t0000000000000000"), outcome.out());
        assertTrue(outcome.out().contains("CapBnd:\t00000000a80425fb"), outcome.out());
        assertTrue(outcome.out().endsWith("/srv/web\n"), outcome.out());
    }

    @Test
    void takesANumberForANumberEvenIfTheImageHasAUserOfThatName() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.as(TestingRoot.process("id", "-u"), "1000"));
        // When
        Outcome outcome = Outcome.of(starter.start(spec, new NoHooks(), root.stateDir()));
        // Then
        assertEquals("1000\n", outcome.out());
    }

    @Test
    void givesATerminalThatCanBeResized() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.withTty(
                TestingRoot.process("sh", "-c", "tty; read x; stty size; ls -l /dev/console; echo got $x")));
        Running running = starter.start(spec, new NoHooks(), root.stateDir());
        // When
        running.resize(100, 30);
        Descriptors.write(running.stdin(), NativeMemory.of("word\n".getBytes(StandardCharsets.UTF_8)));
        Outcome outcome = Outcome.of(running);
        // Then
        assertTrue(outcome.out().contains("/dev/pts/0\r\n"), outcome.out());
        assertTrue(outcome.out().contains("30 100\r\n"), outcome.out());
        assertTrue(outcome.out().contains("136,   0"), outcome.out());
        assertTrue(outcome.out().endsWith("got word\r\n"), outcome.out());
        assertEquals(0, outcome.code());
    }

    @Test
    void endsTheInputForTheShimToo() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.withStdin(TestingRoot.process("cat")));
        Running running = starter.start(spec, new NoHooks(), root.stateDir());
        // When
        Descriptors.write(running.stdin(), NativeMemory.of("abc".getBytes(StandardCharsets.UTF_8)));
        running.closeStdin();
        // Then
        assertEquals(new Outcome(0, "abc", ""), Outcome.of(running));
    }

    @Test
    void tellsBySignalHowAProcessWasEnded() throws Exception {
        // Given
        Running running = starter.start(root.spec(TestingRoot.process("sleep", "100")), new NoHooks(), root.stateDir());
        // When
        running.signal(9);
        // Then
        assertEquals(137, Outcome.of(running).code());
    }

    @Test
    void runsFurtherProcessesInAContainer() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.process("sleep", "100"));
        Running container = starter.start(spec, new NoHooks(), root.stateDir());
        List<Integer> attached = new ArrayList<>();
        // When
        ProcessSpec process = TestingRoot.as(
                TestingRoot.process(
                        "sh", "-c", "hostname; id -u; ls /proc/self/fd | wc -l; cat /proc/self/status; exit 3"),
                "web");
        Outcome outcome = Outcome.of(starter.exec(spec, process, container, attached::add, root.stateDir()));
        container.signal(9);
        container.exit().get(10, TimeUnit.SECONDS);
        container.release();
        // Then
        assertEquals(3, outcome.code());
        assertTrue(outcome.out().startsWith("testhost\n33\n4\n"), outcome.out());
        assertTrue(outcome.out().contains("CapBnd:\t00000000a80425fb"), outcome.out());
        assertTrue(outcome.out().contains("CapEff:\t0000000000000000"), outcome.out());
        assertEquals(1, attached.size());
    }

    @Test
    void runsFurtherProcessesOnATerminal() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.process("sleep", "100"));
        Running container = starter.start(spec, new NoHooks(), root.stateDir());
        // When
        ProcessSpec process = TestingRoot.withTty(TestingRoot.process("sh", "-c", "tty; test -t 0 && echo yes"));
        Outcome outcome = Outcome.of(starter.exec(spec, process, container, pid -> {}, root.stateDir()));
        container.signal(9);
        container.exit().get(10, TimeUnit.SECONDS);
        container.release();
        // Then
        assertEquals(new Outcome(0, "/dev/pts/0\r\nyes\r\n", ""), outcome);
    }

    @Test
    void anotherEngineTakesOverAProcessWithItsOutput() throws Exception {
        // Given
        Path stateDir = root.stateDir();
        ContainerSpec spec = root.spec(
                TestingRoot.withStdin(TestingRoot.process("sh", "-c", "echo before; read x; echo after $x; exit 5")));
        starter.start(spec, new NoHooks(), stateDir).close();
        // When
        try (KernelStarter next = new KernelStarter()) {
            Running adopted = next.adopt(stateDir).orElseThrow();
            Descriptors.write(adopted.stdin(), NativeMemory.of("word\n".getBytes(StandardCharsets.UTF_8)));
            // Then
            assertEquals(new Outcome(5, "before\nafter word\n", ""), Outcome.of(adopted));
        }
        assertTrue(Files.notExists(stateDir));
    }

    @Test
    void anotherEngineLearnsTheExitCodeOfAProcessThatEndedMeanwhile() throws Exception {
        // Given
        Path stateDir = root.stateDir();
        Running first = starter.start(
                root.spec(TestingRoot.process("sh", "-c", "echo last words; exit 9")), new NoHooks(), stateDir);
        first.exit().get(10, TimeUnit.SECONDS);
        first.close();
        // When
        try (KernelStarter next = new KernelStarter()) {
            Outcome outcome = Outcome.of(next.adopt(stateDir).orElseThrow());
            // Then
            assertEquals(new Outcome(9, "last words\n", ""), outcome);
        }
    }

    @Test
    void theShimIsSmall() throws Exception {
        // Given
        Running running = starter.start(root.spec(TestingRoot.process("sleep", "100")), new NoHooks(), root.stateDir());
        // When
        String rollup = Files.readString(Path.of("/proc/" + running.shimPid() + "/smaps_rollup"));
        running.signal(9);
        Outcome.of(running);
        // Then
        long rss = rollup.lines()
                .filter(l -> l.startsWith("Rss:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
                .sum();
        assertTrue(rss <= 100, "resident kB: " + rss + "\n" + rollup);
    }
}
