package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.confine.Capability;
import dev.slipway.host.launch.Weakening;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.ProcessorTurns;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Joins;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a container sees and may do, told from its inside. */
class ConfinementTest {
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

    private static Outcome run(ContainerSpec spec) throws Exception {
        return Outcome.of(starter.start(spec, new NoHooks(), root.stateDir()));
    }

    private static Outcome shell(String script) throws Exception {
        return run(root.spec(TestingRoot.process("sh", "-c", script)));
    }

    @Test
    void hasDockersFourteenCapabilitiesAndAFilter() throws Exception {
        // When
        String status = shell("cat /proc/self/status").out();
        // Then
        for (String line : List.of(
                "CapInh:\t0000000000000000",
                "CapPrm:\t00000000a80425fb",
                "CapEff:\t00000000a80425fb",
                "CapBnd:\t00000000a80425fb",
                "CapAmb:\t0000000000000000",
                "NoNewPrivs:\t0",
                "Seccomp:\t2",
                "Seccomp_filters:\t1",
                "SigBlk:\t0000000000000000")) {
            assertTrue(status.contains(line + "\n"), line + " in " + status);
        }
    }

    @Test
    void canForbidNewPrivileges() throws Exception {
        // Given
        ProcessSpec process =
                TestingRoot.limited(TestingRoot.as(TestingRoot.process("cat", "/proc/self/status"), "web"), true);
        // When
        String status = run(root.spec(process)).out();
        // Then
        assertTrue(status.contains("NoNewPrivs:\t1\n") && status.contains("Seccomp:\t2\n"), status);
    }

    @Test
    void takesOrdinaryTurnsThatAreShortWhateverItsEngineHas() throws Exception {
        // Given
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread urgent = Thread.ofPlatform().start(() -> {
            assertEquals(0, turns(-5));
            try {
                outcome.set(shell("cut -d' ' -f19 /proc/self/stat; grep -s slice /proc/self/sched"));
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        // When
        urgent.join();
        // Then
        List<String> said = outcome.get().out().lines().toList();
        assertEquals("0", said.getFirst());
        // The file is there only in kernels that were built to tell.
        said.stream().skip(1).forEach(line -> assertTrue(line.endsWith(" 500000"), line));
    }

    private static long turns(int nice) {
        try (NativeMemory attributes = new NativeMemory(ProcessorTurns.attributes(nice).length * Long.BYTES)) {
            long[] words = ProcessorTurns.attributes(nice);
            for (int word = 0; word < words.length; word++) {
                attributes.putLong((long) word * Long.BYTES, words[word]);
            }
            return Sys.raw(SyscallNumber.SCHED_SETATTR, 0, attributes.address(), 0);
        }
    }

    @Test
    void mayNeitherMountNorMakeNamespacesNorDevices() throws Exception {
        // When
        Outcome outcome = shell(
                "mount -t tmpfs none /tmp; unshare -U true; unshare -m true; mknod /tmp/mem c 1 1; mount -o remount,rw /proc/sys; exit 0");
        // Then
        assertEquals(
                5,
                outcome.err()
                        .lines()
                        .filter(l -> l.contains("not permitted") || l.contains("denied"))
                        .count(),
                outcome.err());
    }

    @Test
    void seesMaskedPathsAsEmpty() throws Exception {
        // When
        Outcome outcome = shell(
                "stat -c '%t:%T' /proc/kcore /proc/keys /proc/timer_list /proc/interrupts; ls /sys/firmware /proc/acpi 2>/dev/null | grep -v ':$' | grep -c .");
        // Then
        assertFalse(
                outcome.out().lines().limit(outcome.out().lines().count() - 1).anyMatch(line -> !line.equals("1:3")),
                outcome.out());
        assertEquals("0", outcome.out().strip().lines().toList().getLast());
    }

    @Test
    void canWriteNeitherSysctlsNorSysfsNorCgroups() throws Exception {
        // Given
        String before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
        // When
        Outcome outcome = shell(
                "echo x > /proc/sys/kernel/core_pattern; echo x > /proc/sysrq-trigger; mkdir /sys/fs/cgroup/x; "
                        + "echo 1 > /sys/fs/cgroup/memory/cgroup.procs; echo > /sys/kernel/mm/ksm/run; ls /sys/fs/cgroup | head -1");
        // Then
        assertEquals(before, Files.readString(Path.of("/proc/sys/kernel/core_pattern")));
        assertEquals(5, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void hasADevOfItsOwn() throws Exception {
        // When
        Outcome outcome = shell(
                "ls /dev; echo a > /dev/null; head -c 3 /dev/zero | wc -c; readlink /dev/fd; readlink /dev/ptmx; echo x > /dev/shm/y && cat /dev/shm/y; stat -c %a /dev/shm");
        // Then
        assertEquals(
                "core fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero 3 /proc/self/fd pts/ptmx x 1777",
                String.join(" ", outcome.out().split("\\s+")));
    }

    @Test
    void holdsNoDescriptorButItsStreams() throws Exception {
        // When: no pipeline, whose ends process 1 would hold for a moment; not the last command, which would replace it
        Outcome outcome = shell("ls /proc/1/fd; true");
        // Then: ls itself adds nothing to process 1
        assertEquals("0\n1\n2\n", outcome.out());
    }

    @Test
    void mayOpenItsOutputAgainAsAnotherUser() throws Exception {
        // When
        Outcome outcome = run(root.spec(TestingRoot.as(
                TestingRoot.process("sh", "-c", "echo again > /dev/stdout; echo err > /proc/self/fd/2"), "web")));
        // Then
        assertEquals(new Outcome(0, "again\n", "err\n"), outcome);
    }

    @Test
    void bindsFoldersAndFilesAndShiftsOwners() throws Exception {
        // Given
        Path data = root.folder("data");
        Files.writeString(data.resolve("file"), "content");
        Path single = Files.writeString(root.folder("single").resolve("resolv"), "nameserver 1.1.1.1\n");
        ContainerSpec spec = root.spec(
                TestingRoot.process(
                        "sh",
                        "-c",
                        "cat /data/file /etc/resolv.conf; stat -c %u /data/file /plain/file; touch /data/new; touch /ro/new; touch /tmpfs/t; stat -c %a /tmpfs"),
                new Mount(Mount.Kind.BIND, data, "/data", false, true, List.of()),
                new Mount(Mount.Kind.BIND, data, "/plain", false, false, List.of()),
                new Mount(Mount.Kind.BIND, data, "/ro", true, true, List.of()),
                new Mount(Mount.Kind.BIND, single, "/etc/resolv.conf", false, true, List.of()),
                new Mount(Mount.Kind.TMPFS, null, "/tmpfs", false, false, List.of("size=1m", "mode=700")));
        // When
        Outcome outcome = run(spec);
        // Then
        assertEquals("contentnameserver 1.1.1.1\n0\n65534\n700\n", outcome.out());
        assertTrue(outcome.err().contains("/ro/new: Read-only file system"), outcome.err());
        assertEquals(0, Files.getAttribute(data.resolve("new"), "unix:uid"));
    }

    @Test
    void resolvesMountTargetsInsideTheRoot() throws Exception {
        // Given: an image whose /evil leads to the host's folders
        Path evil = root.lower().resolve("evil");
        if (!Files.isSymbolicLink(evil)) {
            Files.createSymbolicLink(evil, Path.of("/../../../tmp"));
        }
        Path data = root.folder("data2");
        Files.writeString(data.resolve("file"), "inside");
        // When
        Outcome outcome = run(root.spec(
                TestingRoot.process("cat", "/tmp/sub/file"),
                new Mount(Mount.Kind.BIND, data, "/evil/sub", false, true, List.of())));
        // Then
        assertEquals("inside", outcome.out());
        assertTrue(Files.notExists(Path.of("/tmp/sub")));
    }

    @Test
    void refusesAnImageThatHasALinkAtProc() throws Exception {
        // Given
        ContainerSpec spec = root.spec(TestingRoot.process("true"));
        Files.createSymbolicLink(spec.rootfs().upper().resolve("proc"), Path.of("/etc"));
        // When
        EngineException failure = assertThrows(EngineException.class, () -> run(spec));
        // Then
        assertTrue(
                failure.getMessage().startsWith("unable to start container process: open '/proc': "),
                failure.getMessage());
    }

    @Test
    void refusesAMountThatALinkOfTheImageLeadsIntoProc() throws Exception {
        for (String target : List.of("/trap", "/trap/sys")) {
            // Given
            ContainerSpec spec = root.spec(
                    TestingRoot.process("true"), new Mount(Mount.Kind.TMPFS, null, target, false, false, List.of()));
            Files.createSymbolicLink(spec.rootfs().upper().resolve("trap"), Path.of("/proc"));
            // When
            EngineException failure = assertThrows(EngineException.class, () -> run(spec));
            // Then
            assertTrue(failure.getMessage().contains("mount over proc at " + target + ":"), failure.getMessage());
        }
    }

    @Test
    void doesNotEnterAWorkingDirectoryThroughADescriptor() {
        // Given
        for (int fd = 3; fd < 30; fd++) {
            ContainerSpec spec = root.spec(TestingRoot.in(TestingRoot.process("pwd"), "/proc/self/fd/" + fd));
            // When, Then
            assertThrows(EngineException.class, () -> run(spec));
        }
    }

    @Test
    void makesItsWorkingDirectory() throws Exception {
        // When
        Outcome outcome =
                run(root.spec(TestingRoot.in(TestingRoot.process("sh", "-c", "pwd; stat -c %u:%a ."), "/srv/app/")));
        // Then
        assertEquals("/srv/app\n0:755\n", outcome.out());
    }

    @Test
    void canHaveAReadOnlyRoot() throws Exception {
        // Given
        ContainerSpec spec = TestingRoot.changed(
                root.spec(TestingRoot.process("sh", "-c", "touch /x; touch /dev/shm/x && echo shm")),
                root.rootfs(TestingRoot.IDS, true),
                false);
        // When
        Outcome outcome = run(spec);
        // Then
        assertEquals("shm\n", outcome.out());
        assertTrue(outcome.err().contains("Read-only file system"), outcome.err());
    }

    @Test
    void setsLimitsAndSysctls() throws Exception {
        // Given
        ProcessSpec process = TestingRoot.limited(
                TestingRoot.process(
                        "sh",
                        "-c",
                        "ulimit -n; ulimit -Hn; ulimit -c; cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ip_forward"),
                false,
                new ProcessSpec.Rlimit("nofile", 7, 15),
                new ProcessSpec.Rlimit("core", 0, 0));
        ContainerSpec s = root.spec(process);
        ContainerSpec spec = new ContainerSpec(
                s.id(),
                s.hostname(),
                s.ids(),
                s.rootfs(),
                s.mounts(),
                s.process(),
                s.network(),
                0,
                false,
                false,
                Map.of("net.ipv4.ip_forward", "1"),
                null,
                null,
                s.shmBytes(),
                false);
        // When
        Outcome outcome = run(spec);
        // Then
        assertEquals("7\n15\n0\n0\n1\n", outcome.out());
    }

    @Test
    void aPrivilegedContainerIsNotConfined() throws Exception {
        // Given
        ProcessSpec process = TestingRoot.with(
                TestingRoot.process(
                        "sh",
                        "-c",
                        "cat /proc/self/uid_map; mount -t tmpfs none /tmp && echo mounted; cat /proc/self/status; ls /dev/loop-control"),
                Capability.allNames());
        ContainerSpec s = root.spec(process, null, List.of());
        ContainerSpec spec = new ContainerSpec(
                s.id(),
                s.hostname(),
                null,
                s.rootfs(),
                s.mounts(),
                s.process(),
                s.network(),
                0,
                true,
                false,
                Map.of(),
                null,
                null,
                s.shmBytes(),
                false);
        // When
        Outcome outcome = run(spec);
        // Then
        assertTrue(outcome.out().contains("mounted\n"), outcome.toString());
        assertTrue(outcome.out().contains("Seccomp:\t0\n"), outcome.toString());
        assertTrue(outcome.out().contains("4294967295"), outcome.toString());
    }

    @Test
    void anInitForwardsSignalsAndEndsAsTheProgramDoes() throws Exception {
        // Given
        Running caught = starter.start(
                withInit("trap 'echo caught; exit 4' TERM; echo ready; while true; do sleep 0.05; done"),
                new NoHooks(),
                root.stateDir());
        awaitOutput(caught);
        // When
        caught.signal(15);
        // Then
        assertEquals(4, Outcome.of(caught).code());
        assertEquals(137, run(withInit("kill -9 $$")).code());
        Outcome names = run(withInit("cat /proc/1/comm; echo $$; (sleep 0.1 &) ; exit 6"));
        assertEquals(new Outcome(6, "init\n2\n", ""), names);
    }

    private static void awaitOutput(Running running) {
        assertTrue(dev.slipway.host.linux.Descriptors.awaitReadable(running.stdout(), 10_000));
    }

    private static ContainerSpec withInit(String script) {
        ContainerSpec spec = root.spec(TestingRoot.process("sh", "-c", script));
        return TestingRoot.changed(spec, spec.rootfs(), true);
    }

    @Test
    void sharesTheHostsOrAnothersNetworkWhenAsked() throws Exception {
        // Given
        Running other = starter.start(root.spec(TestingRoot.process("sleep", "100")), new NoHooks(), root.stateDir());
        String network = Files.readSymbolicLink(Path.of("/proc/" + other.pid() + "/ns/net"))
                .toString();
        // When
        Outcome joined = run(on(ContainerSpec.Network.JOIN, other.pid()));
        Outcome host = run(on(ContainerSpec.Network.HOST, 0));
        other.signal(9);
        Outcome.of(other);
        // Then
        assertEquals(network + "\nlo\n", joined.out());
        assertTrue(
                host.out()
                        .startsWith(Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                                .toString()),
                host.out());
    }

    @Test
    void isBornIntoAnothersProcessesHoweverLateTheShimTellsOfIt() throws Exception {
        // Given: a shim that sleeps between the birth and its report, while the joiner could go on
        Running donor = starter.start(root.spec(TestingRoot.process("sleep", "100")), new NoHooks(), root.stateDir());
        ContainerSpec spec = root.spec(TestingRoot.process("sh", "-c", "test $$ -gt 1 && echo joined"));
        // When
        Outcome joined;
        try (KernelStarter slow = new KernelStarter(program -> Weakening.pause(program, "join network", 300))) {
            joined = Outcome.of(slow.start(
                    TestingRoot.sharing(spec, ContainerSpec.Network.JOIN, donor.pid(), new Joins(donor.pid(), 0)),
                    new NoHooks(),
                    root.stateDir()));
        }
        donor.signal(9);
        Outcome.of(donor);
        // Then
        assertEquals(new Outcome(0, "joined\n", ""), joined);
    }

    private static ContainerSpec on(ContainerSpec.Network network, int other) {
        ContainerSpec spec =
                root.spec(TestingRoot.process("sh", "-c", "readlink /proc/self/ns/net; ls /sys/class/net"));
        return TestingRoot.sharing(spec, network, other, Joins.NONE);
    }
}
