package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {
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
    void runsAContainerFromCreationToItsExitCodeAndOutput() throws Exception {
        // Given
        TestingProcess process = host.run("web", "\"Env\":[\"A=b\"]");
        assertInstanceOf(Running.class, host.state("web"));
        // When
        process.say("hello\n");
        host.end("web", process, 3);
        // Then
        assertEquals(3, host.awaitExit("web"));
        assertEquals(3, assertInstanceOf(Exited.class, host.state("web")).exitCode());
        assertEquals(List.of("hello"), host.log("web"));
        assertTrue(host.starter.specs.getFirst().process().env().contains("A=b"));
        TestingHost.await("network released", () -> host.networks.attached.isEmpty());
        assertTrue(host.cgroups.groups.isEmpty());
    }

    @Test
    void publishesTheEventsOfARunWithRemovalInDockersOrder() throws Exception {
        // Given
        host.create("web", "\"HostConfig\":{\"AutoRemove\":true}");
        var removed = host.containers.wait("", "web", "removed");
        host.containers.attach("", "web", null, false, true, (s, b, o, l) -> {}, null);
        // When
        host.containers.start("", "web");
        host.starter.last().end(0);
        assertEquals(0, removed.get(TestingHost.DEADLINE_SECONDS, TimeUnit.SECONDS));
        // Then
        assertEquals(
                List.of("create", "attach", "network connect", "start", "die", "network disconnect", "destroy"),
                host.events());
    }

    @Test
    void leavesNothingOfARemovedContainer() throws Exception {
        // Given
        TestingProcess process = host.run("web", "\"Volumes\":{\"/data\":{}}");
        process.say("hello\n");
        host.end("web", process, 0);
        // When
        host.containers.remove("", "web", false, true);
        // Then
        assertThrows(EngineException.class, () -> host.containers.require("", "web"));
        assertEquals(List.of(), host.layers.snapshots());
        assertTrue(host.library.users.isEmpty());
        assertTrue(host.volumes.volumes.isEmpty());
        assertEquals(0, Files.list(root.resolve("data/containers")).count());
        assertEquals(0, Files.list(root.resolve("run/containers")).count());
        assertEquals(0, Files.list(root.resolve("logs")).count());
    }

    @Test
    void stopsPolitelyAndThenByForce() throws Exception {
        // Given
        TestingProcess process = host.run("web", "\"StopSignal\":\"SIGINT\"");
        // When
        host.containers.stop("", "web", 0, null);
        // Then
        assertEquals(2, process.nextSignal());
        assertEquals(9, process.nextSignal());
        assertEquals(137, assertInstanceOf(Exited.class, host.state("web")).exitCode());
        assertEquals(
                List.of("kill", "kill", "die", "network disconnect", "stop"),
                host.events().subList(3, 8));
        EngineException again = assertThrows(EngineException.class, () -> host.containers.stop("", "web", 0, null));
        assertEquals(ErrorKind.NOT_MODIFIED, again.kind());
    }

    @Test
    void refusesANameThatIsTaken() {
        // Given
        Container first = host.create("web", "");
        // When
        EngineException failure = assertThrows(EngineException.class, () -> host.create("web", ""));
        // Then
        assertEquals(ErrorKind.CONFLICT, failure.kind());
        assertEquals(
                "Conflict. The container name \"/web\" is already in use by container \"" + first.id()
                        + "\". You have to remove (or rename) that container to be able to reuse that name.",
                failure.getMessage());
        assertEquals(1, host.layers.snapshots().size());
    }

    @Test
    void keepsTenantsApartAndShowsTheOperatorAll() {
        // Given
        Container own = host.create("web", "");
        Container foreign = host.create("acme", "web", "");
        // Then
        assertEquals(own.id(), host.containers.require("", "web").id());
        assertEquals(foreign.id(), host.containers.require("acme", "web").id());
        assertEquals(
                foreign.id(),
                host.containers.require("", foreign.id().substring(0, 12)).id());
        assertThrows(EngineException.class, () -> host.containers.require("acme", own.id()));
        assertEquals(1, host.containers.list("acme").size());
        assertEquals(2, host.containers.list("").size());
    }

    @Test
    void takesBackEverythingWhenAStartFails() {
        // Given
        host.create("web", "\"Cmd\":[\"nosuchcmd\"]");
        // When
        assertThrows(EngineException.class, () -> host.containers.start("", "web"));
        // Then
        Created created = assertInstanceOf(Created.class, host.state("web"));
        assertEquals(127, created.exitCode());
        assertTrue(host.cgroups.groups.isEmpty());
        assertTrue(host.networks.attached.isEmpty());
        assertFalse(Files.exists(root.resolve("run/containers")
                .resolve(host.containers.require("", "web").id())));
    }

    @Test
    void tellsWhoWaitsForTheNextExitAlsoBeforeTheStart() throws Exception {
        // Given
        host.create("web", "");
        var exit = host.containers.wait("", "web", "next-exit");
        // When
        host.containers.start("", "web");
        host.starter.last().end(5);
        // Then
        assertEquals(5, exit.get(TestingHost.DEADLINE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void saysThatTheKernelEndedItForItsMemory() throws Exception {
        // Given
        TestingProcess process = host.run("web", "");
        host.cgroups.groups.values().forEach(group -> group.oomKills = 1);
        // When
        host.end("web", process, 137);
        // Then
        assertTrue(assertInstanceOf(Exited.class, host.state("web")).oomKilled());
        assertTrue(host.events().contains("oom"));
    }

    @Test
    void restartsAsItsPolicySaysUntilItIsStopped() throws Exception {
        // Given
        TestingProcess first = host.run("web", "\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}");
        // When
        first.end(1);
        TestingHost.await("second start", () -> host.starter.processes.size() == 2);
        // Then
        TestingHost.await("running again", () -> host.state("web") instanceof Running);
        assertEquals(1, host.containers.require("", "web").restartCount());
        host.containers.stop("", "web", 5, null);
        assertInstanceOf(Exited.class, host.state("web"));
        assertEquals(2, host.starter.processes.size());
    }

    @Test
    void givesUpAPendingRestartWhenStopped() throws Exception {
        // Given: two ends in a row, so that the pause is long enough to act in it
        TestingProcess first = host.run("web", "\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\"}}");
        first.end(1);
        TestingHost.await("second start", () -> host.starter.processes.size() == 2);
        TestingHost.await("running again", () -> host.state("web") instanceof Running);
        host.starter.last().end(1);
        TestingHost.await("restarting", () -> host.state("web") instanceof Restarting);
        // When
        host.containers.stop("", "web", 5, null);
        // Then
        assertInstanceOf(Exited.class, host.state("web"));
    }

    @Test
    void pausesAndGoesOn() {
        // Given
        host.run("web", "");
        // When
        host.containers.pause("", "web");
        // Then
        assertTrue(assertInstanceOf(Running.class, host.state("web")).paused());
        assertTrue(host.cgroups.groups.values().iterator().next().frozen);
        assertThrows(EngineException.class, () -> host.containers.pause("", "web"));
        host.containers.unpause("", "web");
        assertFalse(host.cgroups.groups.values().iterator().next().frozen);
    }

    @Test
    void removesByForceWhatRuns() {
        // Given
        TestingProcess process = host.run("web", "");
        EngineException refused =
                assertThrows(EngineException.class, () -> host.containers.remove("", "web", false, false));
        // When
        host.containers.remove("", "web", true, false);
        // Then
        assertEquals(
                "cannot remove container \"/web\": container is running: stop the container before removing or force"
                        + " remove",
                refused.getMessage());
        assertTrue(process.released);
        assertEquals(List.of(), host.containers.list(""));
    }

    @Test
    void changesLimitsOfARunningContainerAndKeepsThem() {
        // Given
        host.run("web", "\"HostConfig\":{\"Memory\":33554432,\"CpuShares\":512}");
        // When
        host.containers.update("", "web", Json.read("{\"Memory\":67108864}", ContainerConfig.HostConfig.class));
        // Then
        var limits = host.cgroups.groups.values().iterator().next().limits;
        assertEquals(67108864, limits.memoryBytes());
        assertEquals(512, limits.cpuShares());
        host.restartEngine();
        assertEquals(
                67108864L,
                host.containers.require("", "web").config().hostConfig().memory());
    }

    @Test
    void renamesAndFindsByPrefix() {
        // Given
        Container container = host.create("web", "");
        // When
        host.containers.rename("", "web", "shop");
        // Then
        assertEquals(
                "shop",
                host.containers.require("", container.id().substring(0, 6)).name());
        host.create("web", "");
        assertThrows(EngineException.class, () -> host.containers.rename("", "web", "shop"));
    }

    @Test
    void commitsChangesWithANewConfiguration() {
        // Given
        host.run("web", "");
        // When
        String id = host.containers.commit(
                "", "web", new CommitRequest(null, List.of("CMD [\"serve\"]", "ENV A=b"), null, "note", "me", true));
        // Then
        var config = host.library.images.get(id).config();
        assertEquals(List.of("serve"), config.run().cmd());
        assertEquals(List.of("A=b"), config.run().env());
        assertEquals("note", config.history().getLast().comment());
        assertEquals(1, config.rootfs().diffIds().size());
    }
}
