package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.util.ArrayList;
import java.util.List;
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

    /** Hooks of a container that is attached to nothing. */
    private static final class NoHooks implements StartHooks {
        final List<Integer> attached = new ArrayList<>();

        @Override
        public List<byte[]> networkRequests() {
            return List.of();
        }

        @Override
        public void attach(int pid) {
            attached.add(pid);
        }
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
        Outcome outcome = run("sh", "-c", "echo $$; hostname; id -u; cat /proc/self/uid_map; ls /proc | grep -c '^[0-9]'; ls /sys/class/net; pwd");
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
}
