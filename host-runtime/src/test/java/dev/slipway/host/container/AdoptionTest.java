package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Running;
import dev.slipway.host.spec.IdRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdoptionTest {
    private static final String ALWAYS = "\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}";
    private static final String UNLESS_STOPPED = "\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}";

    @TempDir
    Path root;

    private TestingHost host;

    @BeforeEach
    void boot() {
        host = new TestingHost(root);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void goesOnWithARunningContainerAndItsOutput() throws Exception {
        // Given
        TestingProcess process = host.run("web", "");
        var before = assertInstanceOf(Running.class, host.state("web"));
        process.say("before\n");
        // When
        host.restartEngine();
        process.say("after\n");
        // Then
        assertEquals(before, host.state("web"));
        host.end("web", process, 6);
        assertEquals(List.of("before", "after"), host.log("web"));
        assertEquals(6, assertInstanceOf(Exited.class, host.state("web")).exitCode());
        TestingHost.await("network released", () -> host.networks.attached.isEmpty());
        assertTrue(host.cgroups.groups.isEmpty());
    }

    @Test
    void collectsTheExitCodeOfOneThatEndedMeanwhile() throws Exception {
        // Given
        TestingProcess process = host.run("web", "");
        host.containers.close();
        process.say("last words\n");
        process.end(42);
        // When
        host.restartEngine();
        // Then
        TestingHost.await("collected", () -> host.state("web") instanceof Exited);
        assertEquals(42, host.awaitExit("web"));
        TestingHost.await("released", () -> process.released);
        assertEquals(List.of("last words"), host.log("web"));
    }

    @Test
    void marksWhatARebootEndedAndStartsWhatShallAlwaysRun() throws Exception {
        // Given
        host.run("lost", "");
        host.run("wanted", ALWAYS);
        host.run("stopped", UNLESS_STOPPED);
        host.containers.stop("", "stopped", 5, null);
        host.starter.forgetAll();
        // When
        host.restartEngine();
        // Then
        assertEquals(255, assertInstanceOf(Exited.class, host.state("lost")).exitCode());
        TestingHost.await("started again", () -> host.state("wanted") instanceof Running);
        assertInstanceOf(Exited.class, host.state("stopped"));
        assertEquals(1, host.cgroups.groups.size());
    }

    @Test
    void removesTheRestsOfWhatWasKilledHalfway() throws Exception {
        // Given: a creation killed before its config was written, and a removal killed after it was deleted
        host.layers.snapshot("f".repeat(64), new IdRange(1 << 26, 65_536));
        TestingProcess process = host.run("web", "");
        String id = host.containers.require("", "web").id();
        Files.delete(root.resolve("data/containers").resolve(id).resolve("config.json"));
        // When
        host.restartEngine();
        // Then
        assertTrue(process.released);
        assertEquals(List.of(), host.layers.snapshots());
        assertEquals(List.of(), host.containers.list(""));
        assertFalse(Files.exists(root.resolve("data/containers").resolve(id)));
        assertFalse(Files.exists(root.resolve("run/containers").resolve(id)));
    }

    @Test
    void keepsAPausedContainerPaused() {
        // Given
        host.run("web", "");
        host.containers.pause("", "web");
        // When
        host.restartEngine();
        // Then
        assertTrue(assertInstanceOf(Running.class, host.state("web")).paused());
        host.containers.unpause("", "web");
    }
}
