package dev.slipway.host.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.host.spec.DeviceAccess;
import dev.slipway.host.spec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both back ends on the running kernel, with real processes. */
class CgroupsKernelTest {
    private static final String ENGINE = "cgtest" + ProcessHandle.current().pid();
    private static final String ID = "ab".repeat(32);
    private static final long MIB = 1L << 20;

    enum BackEnd {
        V1,
        /** On a hybrid machine the unified hierarchy has no limits, yet holds, freezes and kills. */
        V2;

        Cgroups open() {
            Hierarchies hierarchies = Hierarchies.ofThisProcess();
            return switch (this) {
                case V1 -> {
                    assumeTrue(hierarchies.hasV1Limits(), "no v1 hierarchies on this machine");
                    yield V1Cgroups.of(hierarchies, "slipway-" + ENGINE);
                }
                case V2 -> {
                    assumeTrue(hierarchies.unified().isPresent(), "no cgroup2 mount on this machine");
                    yield V2Cgroups.of(hierarchies, "slipway-" + ENGINE);
                }
            };
        }
    }

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Cgroups groups;

    @BeforeAll
    static void needsRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }

    @BeforeEach
    void open() {
        groups = Cgroups.of(ENGINE);
    }

    @AfterEach
    void leaveNothing() throws InterruptedException {
        groups.sweep(Set.of());
        for (Process process : started) {
            assertTrue(process.destroyForcibly().waitFor(5, TimeUnit.SECONDS));
        }
        groups.removeAll();
        for (String hierarchy : new String[] {"memory", "pids", "cpu", "cpuacct", "devices", "cpuset", "unified", ""}) {
            assertFalse(Files.exists(Path.of("/sys/fs/cgroup", hierarchy, "slipway-" + ENGINE)), hierarchy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsFreezesThawsAndKills(BackEnd version) throws Exception {
        // Given
        groups.removeAll();
        groups = version.open();
        Cgroup group = groups.create("t-1", ID, Limits.NONE);
        Process process = start("sleep", "60");
        group.add((int) process.pid());
        // When
        group.freeze();
        boolean slept =
                Files.readString(Path.of("/proc/" + process.pid() + "/cgroup")).contains(ID);
        group.thaw();
        group.hurry();
        group.freeze();
        group.kill();
        // Then
        assertTrue(slept);
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
        group.remove();
        assertTrue(groups.find("t-1", ID).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void endsTheGroupsOfContainersThatAreGone(BackEnd version) throws Exception {
        // Given
        groups.removeAll();
        groups = version.open();
        String other = "cd".repeat(32);
        groups.create("t-1", ID, Limits.NONE);
        Cgroup left = groups.create("t-2", other, Limits.NONE);
        Process process = start("sleep", "60");
        left.add((int) process.pid());
        // When
        groups.sweep(Set.of(ID));
        // Then
        assertTrue(groups.find("t-1", ID).isPresent());
        assertTrue(groups.find("t-2", other).isEmpty());
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
    }

    @Test
    void setsLimitsAndChangesThemUpAndDown() throws IOException {
        // Given
        boolean v1 = groups.version() == 1;
        Cgroup group = groups.create("t-1", ID, new Limits(64 * MIB, 0, 32 * MIB, 500_000_000, 512, "0", 77));
        // Then
        assertEquals("67108864", memory());
        assertEquals(128 * MIB, memoryAndSwap());
        assertEquals("33554432", v1 ? knob("memory", "memory.soft_limit_in_bytes") : knob("memory.low"));
        assertEquals(
                "50000", v1 ? knob("cpu", "cpu.cfs_quota_us") : knob("cpu.max").split(" ")[0]);
        assertEquals(v1 ? "512" : "59", v1 ? knob("cpu", "cpu.shares") : knob("cpu.weight"));
        assertEquals("0", v1 ? knob("cpuset", "cpuset.cpus") : knob("cpuset.cpus"));
        assertEquals("77", pids());
        // When
        group.apply(new Limits(512 * MIB, 512 * MIB, 0, 0, 0, "", 0));
        // Then
        assertEquals("536870912", memory());
        assertEquals(512 * MIB, memoryAndSwap());
        // When
        group.apply(new Limits(16 * MIB, 32 * MIB, 0, 0, 0, "", 0));
        // Then
        assertEquals("16777216", memory());
        assertEquals(32 * MIB, memoryAndSwap());
        assertEquals("77", pids());
    }

    @Test
    void givesWayByMemoryAndByWhatTheSchedulerOffers() throws IOException {
        // Given
        boolean v1 = groups.version() == 1;
        // When
        Cgroup group = groups.create("t-1", ID, new Limits(64 * MIB, 64 * MIB, 0, 0, 256, "", 0).yielding());
        // Then
        assertEquals(
                Long.toString(v1 ? 32 * MIB : 62 * MIB),
                v1 ? knob("memory", "memory.soft_limit_in_bytes") : knob("memory.high"));
        for (String file : v1 ? Yielding.V1_WEIGHTS : Yielding.V2_WEIGHTS) {
            for (Path folder : group.folders()) {
                if (Files.exists(folder.resolve(file))) {
                    String weight = Files.readString(folder.resolve(file)).strip();
                    assertTrue(weight.endsWith("25"), file + " " + weight);
                }
            }
        }
        group.remove();
    }

    @Test
    void pinsProcessesThatRunAlready() throws IOException {
        // Given
        Cgroup group = groups.create("t-1", ID, Limits.NONE);
        Process process = start("sleep", "60");
        group.add((int) process.pid());
        // When
        group.apply(new Limits(0, 0, 0, 0, 0, "1", 0));
        // Then
        assertTrue(
                Files.readString(Path.of("/proc/" + process.pid() + "/status")).contains("Cpus_allowed_list:\t1\n"));
        group.kill();
        group.remove();
    }

    @Test
    void countsTheProcessThatTheKernelEndedForMemory() throws Exception {
        // Given
        Cgroup group = groups.create("t-1", ID, new Limits(16 * MIB, 16 * MIB, 0, 0, 0, "", 0));
        // When: it looks for the end of an endless line and keeps all of it
        Process process = start("tail", "/dev/zero");
        group.add((int) process.pid());
        // Then
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
        assertEquals(1, group.oomKills());
        assertTrue(
                group.usage().memoryMaxBytes() >= 15 * MIB, () -> group.usage().toString());
    }

    @Test
    void killsAForkBombAndKeepsItWithinItsLimitBefore() throws Exception {
        // Given
        Path bomb = folder.resolve("bomb");
        Files.writeString(bomb, "read go\nbomb() { bomb | bomb & }\nbomb\nsleep 60\n");
        Cgroup group = groups.create("t-1", ID, new Limits(0, 0, 0, 0, 0, "", 64));
        Process process = start("/bin/sh", bomb.toString());
        group.add((int) process.pid());
        // When
        try (var in = process.outputWriter()) {
            in.write("go\n");
        }
        boolean grown = Until.holds(Duration.ofSeconds(10), () -> group.usage().pids() > 30);
        long most = group.usage().pids();
        group.kill();
        // Then
        assertTrue(grown, () -> "only " + most + " processes");
        assertTrue(most <= 64, () -> most + " processes");
        // The dead count until their adoptive parent has reaped them.
        assertTrue(Until.holds(Duration.ofSeconds(5), () -> group.usage().pids() == 0));
        group.remove();
    }

    @ParameterizedTest
    @EnumSource
    void deniesHostDevicesUnlessPrivileged(BackEnd version) throws Exception {
        // Given
        groups.removeAll();
        groups = version.open();
        Path node = folder.resolve("kmsg");
        Path script = folder.resolve("open");
        Files.writeString(
                script,
                "read go\nrm -f " + node + "\n: < /dev/urandom > /dev/null && mknod " + node + " c 1 11 && : < " + node
                        + "\n");
        // When
        int confined = runIn(groups.create("t-1", ID, Limits.NONE), script);
        int privileged = runIn(groups.create("t-1", "cd".repeat(32), Limits.NONE, DeviceAccess.ALL), script);
        // Then
        assertEquals(2, confined);
        assertEquals(0, privileged);
    }

    @ParameterizedTest
    @EnumSource
    void aRuleOpensOneDeviceInTheWayItSays(BackEnd version) throws Exception {
        // Given: the kernel's log, of which a container may read only, and memory, of which it may have nothing
        groups.removeAll();
        groups = version.open();
        Path log = folder.resolve("log");
        Path memory = folder.resolve("memory");
        Path script = folder.resolve("use");
        Files.writeString(
                script,
                "read go\nrm -f " + log + " " + memory + "\nmknod " + log + " c 1 11 && mknod " + memory
                        + " c 1 1 || exit 9\n"
                        + ": < " + log + " || exit 3\n(: > " + log + ") 2>/dev/null && exit 4\n(: < " + memory
                        + ") 2>/dev/null && exit 5\nexit 0\n");
        DeviceAccess reading = new DeviceAccess(false, List.of(new DeviceAccess.Rule('c', 1, 11, "r")));
        // When, Then
        assertEquals(0, runIn(groups.create("t-1", ID, Limits.NONE, reading), script));
        assertEquals(2, runIn(groups.create("t-1", "cd".repeat(32), Limits.NONE), script));
    }

    @Test
    void measuresProcessorTime() throws Exception {
        // Given
        Cgroup group = groups.create("t-1", ID, new Limits(0, 0, 0, 200_000_000, 0, "", 0));
        Process process = start("sha1sum", "/dev/zero");
        group.add((int) process.pid());
        // When
        boolean throttled =
                Until.holds(Duration.ofSeconds(20), () -> group.usage().throttledPeriods() > 1);
        // Then
        Usage usage = group.usage();
        assertTrue(throttled, usage::toString);
        assertTrue(usage.cpuNanos() > 10_000_000, usage::toString);
        Tally tally = groups.tally("t-1", ID).orElseThrow();
        assertTrue(tally.cpuNanos() >= usage.cpuNanos(), tally::toString);
        assertEquals(1, tally.pids());
        assertTrue(groups.tally("t-1", "ef".repeat(32)).isEmpty());
        group.kill();
    }

    @Test
    void findsTheGroupAgainAfterARestart() throws Exception {
        // Given
        Cgroup before = groups.create("t-3", ID, Limits.NONE);
        Process process = start("sleep", "60");
        before.add((int) process.pid());
        // When
        Cgroup after = Cgroups.of(ENGINE).find("t-3", ID).orElseThrow();
        // Then
        assertEquals(1, after.usage().pids());
        after.kill();
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        after.remove();
        assertTrue(before.usage().pids() == 0);
    }

    private int runIn(Cgroup group, Path script) throws Exception {
        Process process = start("/bin/sh", script.toString());
        group.add((int) process.pid());
        try (var in = process.outputWriter()) {
            in.write("go\n");
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        group.remove();
        return process.exitValue();
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }

    private String memory() throws IOException {
        return groups.version() == 1 ? knob("memory", "memory.limit_in_bytes") : knob("memory.max");
    }

    /** Version 2 counts swap alone. */
    private long memoryAndSwap() throws IOException {
        return groups.version() == 1
                ? Long.parseLong(knob("memory", "memory.memsw.limit_in_bytes"))
                : Long.parseLong(knob("memory.max")) + Long.parseLong(knob("memory.swap.max"));
    }

    private String pids() throws IOException {
        return groups.version() == 1 ? knob("pids", "pids.max") : knob("pids.max");
    }

    /** As version 1 has it. */
    private static String knob(String hierarchy, String file) throws IOException {
        return firstLine(Path.of("/sys/fs/cgroup", hierarchy, "slipway-" + ENGINE, "t-1", ID, file));
    }

    /** As version 2 has it. */
    private static String knob(String file) throws IOException {
        return firstLine(Path.of("/sys/fs/cgroup", "slipway-" + ENGINE, "t-1", ID, file));
    }

    private static String firstLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElseThrow();
        }
    }
}
