package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SupervisorKernelTest {
    private static KernelHost host;

    @BeforeAll
    static void boot() {
        host = new KernelHost("con01");
    }

    @AfterAll
    static void close() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void runsAProgramAndKeepsItsOutputAndExitCode() throws Exception {
        // When
        host.run("basic", "", "sh", "-c", "echo out; echo err >&2; hostname; id -u; exit 7");
        // Then
        assertEquals(7, host.awaitExit("basic"));
        String id = host.containers.require("", "basic").id();
        assertEquals(
                "out\n" + id.substring(0, 12) + "\n0\n", host.output("basic").replace("err\n", ""));
        host.containers.remove("", "basic", false, true);
    }

    @Test
    void givesAnAddressAndTheFilesOfTheNetwork() throws Exception {
        // When
        host.run(
                "net",
                "",
                "sh",
                "-c",
                "ip -4 -o addr show eth0; cat /etc/hosts /etc/resolv.conf /etc/hostname; sleep 60");
        // Then
        Container container = host.containers.require("", "net");
        String output = host.follow("net", 10);
        assertTrue(output.contains("inet " + container.address() + "/"), output);
        assertTrue(output.contains(container.address() + "\t" + container.id().substring(0, 12)), output);
        assertTrue(output.contains("nameserver "), output);
        host.containers.remove("", "net", true, true);
    }

    @Test
    void saysWhichExecutableIsMissing() {
        // Given
        host.create("missing", "", "nosuchcmd");
        // When
        EngineException failure = assertThrows(EngineException.class, () -> host.containers.start("", "missing"));
        // Then
        assertTrue(failure.getMessage().contains("executable file not found in $PATH"), failure.getMessage());
        host.containers.remove("", "missing", false, true);
    }

    @Test
    void stopsAProcessThatIgnoresTheSignal() throws Exception {
        // Given
        host.run("stubborn", "", "sh", "-c", "trap '' TERM; echo ready; while true; do sleep 1; done");
        host.follow("stubborn", 1);
        // When
        host.containers.stop("", "stubborn", 1, null);
        // Then
        assertEquals(137, host.awaitExit("stubborn"));
        host.containers.remove("", "stubborn", false, true);
    }

    @Test
    void losesNoLineWhenTheEngineIsRestarted() throws Exception {
        // Given
        host.run(
                "survivor",
                "",
                "sh",
                "-c",
                "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; sleep 1; echo last; exit 4");
        host.follow("survivor", 1);
        // When
        host.restartEngine();
        // Then
        assertEquals(4, host.awaitExit("survivor"));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertEquals(expected.append("last\n").toString(), host.output("survivor"));
        host.containers.remove("", "survivor", false, true);
    }

    @Test
    void saysThatTheKernelEndedItForItsMemory() throws Exception {
        // When
        host.run(
                "hungry",
                "\"HostConfig\":{\"Memory\":16777216,\"MemorySwap\":16777216}",
                "sh",
                "-c",
                "a=x; while true; do a=$a$a; done");
        // Then
        assertEquals(137, host.awaitExit("hungry"));
        var exited =
                (ContainerState.Exited) host.containers.require("", "hungry").state();
        assertTrue(exited.oomKilled());
        host.containers.remove("", "hungry", false, true);
    }

    @Test
    void freezesAndThaws() throws Exception {
        // Given
        host.run("cold", "", "sh", "-c", "echo ready; sleep 300");
        host.follow("cold", 1);
        // When
        host.containers.pause("", "cold");
        host.containers.unpause("", "cold");
        host.containers.pause("", "cold");
        // Then
        host.containers.remove("", "cold", true, true);
    }

    @Test
    void createsStartsWaitsAndRemovesQuickly() throws Exception {
        long[] millis = new long[40];
        for (int i = 0; i < millis.length; i++) {
            long begin = System.nanoTime();
            Container container = host.create("", "", "true");
            var exit = host.containers.wait("", container.id(), "next-exit");
            host.containers.start("", container.id());
            assertEquals(0, exit.get());
            host.containers.remove("", container.id(), false, true);
            millis[i] = (System.nanoTime() - begin) / 1000;
        }
        java.util.Arrays.sort(millis);
        System.out.println("create+start+wait+remove of true, microseconds: median " + millis[millis.length / 2]
                + ", best " + millis[0] + ", worst " + millis[millis.length - 1]);
    }
}
