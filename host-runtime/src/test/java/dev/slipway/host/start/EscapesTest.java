package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Memfd;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Escapes of other engines, each tried from inside a container of this one and named by its CVE. Where a single step of the
 * start is the defence, the same attempt is made on an engine without that step and must succeed there: so the test can fail.
 */
class EscapesTest extends EscapeCase {
    private static final int LEAKED = 200;
    private static final int F_GET_SEALS = 1034;
    private static final int SEAL_SEAL_SHRINK_GROW_WRITE = 0xf;

    /** More than a file of users may have, in bytes. */
    private static final int USER_FILE_LIMIT = 4 << 20;

    private static final Path CORE_PATTERN = Path.of("/proc/sys/kernel/core_pattern");

    /** Runs {@code attempt} while this process holds {@code folder} open on a descriptor that programs would inherit. */
    private static Outcome whileLeaking(Path folder, Attempt attempt) throws Exception {
        try (Fd secret = Descriptors.open(folder, Descriptors.READ_ONLY)) {
            Sys.call("dup", "folder", SyscallNumber.DUP3, secret.number(), LEAKED, 0);
            try (Fd leaked = new Fd(LEAKED, "leaked folder")) {
                assertEquals(LEAKED, leaked.number());
                return attempt.run();
            }
        }
    }

    private interface Attempt {
        Outcome run() throws Exception;
    }

    @Test
    void cve202421626AWorkingDirectoryOnALeakedDescriptor() throws Exception {
        // Given
        Path folder = open("host-folder");
        Files.writeString(folder.resolve("marker"), "host");
        ContainerSpec spec = root.spec(TestingRoot.in(TestingRoot.process("cat", "marker"), "/proc/self/fd/" + LEAKED));
        // When, Then
        assertThrows(EngineException.class, () -> whileLeaking(folder, () -> run(engine, spec)));
        ContainerSpec again = root.spec(spec.process());
        Outcome escaped = whileLeaking(
                folder,
                () -> weakened(
                        again,
                        without("close inherited descriptors").andThen(resolvingAnything("open '/proc/self/fd"))));
        assertEquals("host", escaped.out(), escaped.toString());
    }

    @Test
    void cve202421626ALinkAsWorkingDirectoryLeadsInside() throws Exception {
        // Given: the first fix of others broke or trusted such links
        Path link = root.lower().resolve("work");
        Files.createSymbolicLink(link, Path.of("/proc/self/fd/7"));
        Files.createSymbolicLink(root.lower().resolve("inside"), Path.of("/../../tmp"));
        // When, Then
        assertThrows(
                EngineException.class,
                () -> run(engine, root.spec(TestingRoot.in(TestingRoot.process("pwd"), "/work"))));
        Outcome inside = run(
                engine,
                root.spec(TestingRoot.in(TestingRoot.process("sh", "-c", "readlink /proc/self/cwd"), "/inside")));
        assertEquals("/tmp\n", inside.out());
    }

    @Test
    void cve20169962NoDescriptorIsInherited() throws Exception {
        // Given
        Path folder = open("host-descriptor");
        String list = "ls /proc/1/fd; true";
        // When
        Outcome strong = whileLeaking(folder, () -> run(engine, shell(list)));
        Outcome weak = whileLeaking(
                folder, () -> weakened(shell(list), without("close inherited descriptors", "mark descriptors")));
        // Then
        assertEquals("0\n1\n2\n", strong.out());
        assertTrue(weak.out().contains("\n" + LEAKED + "\n"), weak.out());
    }

    @Test
    void cve20169962WhatAnExecShowsInsideHoldsNothingMore() throws Exception {
        // Given: a container that reads the status of every process it can see, all the time
        String watch = "while test ! -e /stop; do grep -h CapPrm /proc/[0-9]*/status;"
                + " for p in /proc/[0-9]*; do readlink $p/exe; done; done | busybox sort -u";
        // When
        String seen = watched(engine, watch);
        String seenWeak;
        try (KernelStarter weak = new KernelStarter(without("set capabilities", "drop capability"))) {
            seenWeak = watched(weak, watch);
        }
        // Then
        assertTrue(seen.contains("/bin/busybox"), seen);
        assertFalse(seen.contains("java"), seen);
        assertEquals(
                List.of("CapPrm:\t00000000a80425fb"),
                seen.lines().filter(line -> line.startsWith("CapPrm")).toList());
        assertNotEquals(
                List.of("CapPrm:\t00000000a80425fb"),
                seenWeak.lines().filter(line -> line.startsWith("CapPrm")).toList());
    }

    private static String watched(KernelStarter execs, String watch) throws Exception {
        ContainerSpec spec = shell(watch);
        Running container = engine.start(spec, new NoHooks(), root.stateDir());
        for (int i = 0; i < 40; i++) {
            Outcome.of(execs.exec(spec, TestingRoot.process("true"), container, pid -> {}, root.stateDir()));
        }
        // One that stays long enough to be seen whatever else the processor does.
        Outcome.of(execs.exec(spec, TestingRoot.process("sleep", "0.5"), container, pid -> {}, root.stateDir()));
        Outcome.of(engine.exec(spec, TestingRoot.process("touch", "/stop"), container, pid -> {}, root.stateDir()));
        return Outcome.of(container).out();
    }

    @Test
    void cve20195736TheLauncherCannotBeOverwritten() throws Exception {
        // Given: an entry point that is "whatever started me"
        Path script = Files.writeString(root.lower().resolve("bin/self"), "#!/proc/self/exe\n");
        script.toFile().setExecutable(true, false);
        // When
        Outcome outcome = attempt(root.spec(TestingRoot.process("/bin/self")));
        Running container = engine.start(shell("sleep 100"), new NoHooks(), root.stateDir());
        long shim = parent(container.pid());
        // Then
        assertNotEquals(0, outcome.code());
        assertEquals(SEAL_SEAL_SHRINK_GROW_WRITE, seals(Path.of("/proc/" + shim + "/exe")));
        try (Fd unsealed = Memfd.create("unsealed")) {
            assertNotEquals(SEAL_SEAL_SHRINK_GROW_WRITE, seals(Path.of("/proc/self/fd/" + unsealed.number())));
        }
        container.signal(9);
        Outcome.of(container);
    }

    private static Outcome attempt(ContainerSpec spec) throws Exception {
        try {
            return run(engine, spec);
        } catch (EngineException refused) {
            return new Outcome(126, "", String.valueOf(refused.getMessage()));
        }
    }

    private static long parent(int pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    }

    private static long seals(Path executable) {
        try (Fd file = Descriptors.open(executable, Descriptors.READ_ONLY)) {
            return Sys.call("seals of", executable.toString(), SyscallNumber.FCNTL, file.number(), F_GET_SEALS);
        }
    }

    @Test
    void cve202531133AMaskIsTheHostsNullDeviceWhateverTheImageCallsNull() throws Exception {
        // Given: an image whose null device is a link to what the kernel would execute
        String before = Files.readString(CORE_PATTERN);
        Path dev = root.folder("evil-dev");
        Files.deleteIfExists(dev.resolve("null"));
        Files.createSymbolicLink(dev.resolve("null"), CORE_PATTERN);
        Mount mount = new Mount(Mount.Kind.BIND, dev, "/dev", false, true, List.of());
        String look = "stat -c %t:%T /proc/interrupts /proc/timer_list; echo '|x' > /dev/null";
        // When
        Outcome strong = run(engine, shell(look, mount));
        Outcome weak = weakened(shell(look, mount), without("mask /proc/"));
        // Then
        assertEquals("1:3\n1:3\n", strong.out(), strong.toString());
        assertEquals(before, Files.readString(CORE_PATTERN));
        assertFalse(weak.out().contains("1:3"), weak.toString());
    }

    @Test
    void cve202552565TheConsoleIsTheTerminalAndNoLink() throws Exception {
        // Given: an image that has links where the terminal and the console belong
        for (String name : List.of("console", "pts", "ptmx")) {
            Path link = root.lower().resolve("dev/" + name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("/proc/sysrq-trigger"));
            }
        }
        var look = TestingRoot.withTty(TestingRoot.process("stat", "-c", "%F %t", "/dev/console"));
        // When
        Outcome strong = run(engine, root.spec(look));
        Outcome weak = weakened(root.spec(look), without("mount /dev/console"));
        // Then
        assertEquals("character special file 88\r\n", strong.out());
        assertFalse(weak.out().contains("character"), weak.out());
    }

    /** Also CVE-2019-19921, CVE-2023-27561 and CVE-2023-28642: what the engine writes to /proc goes to a proc. */
    @Test
    void cve201916884AndCve202552881ALinkAtProcIsNotFollowed() throws Exception {
        // Given
        Path elsewhere = Path.of("/tmp");
        ContainerSpec linked = root.spec(TestingRoot.process("true"));
        Files.createSymbolicLink(linked.rootfs().upper().resolve("proc"), elsewhere);
        ContainerSpec again = root.spec(TestingRoot.process("true"));
        Files.createSymbolicLink(again.rootfs().upper().resolve("proc"), elsewhere);
        // When
        EngineException refused = assertThrows(EngineException.class, () -> run(engine, linked));
        // Then
        assertTrue(refused.getMessage().contains("open '/proc'"), refused.getMessage());
        assertEquals(0, weakened(again, resolvingAnything("open '/proc'")).code());
    }

    @Test
    void cve202552881AMountOverProcIsRefused() {
        for (String target : List.of("/proc", "/proc/self/attr", "/proc/./sys", "//proc/sys/kernel/")) {
            ContainerSpec spec = root.spec(
                    TestingRoot.process("true"), new Mount(Mount.Kind.TMPFS, null, target, false, false, List.of()));
            EngineException refused = assertThrows(EngineException.class, () -> run(engine, spec), target);
            assertTrue(refused.getMessage().contains("inside /proc"), refused.getMessage());
        }
    }

    @Test
    void cve202130465ALinkInAMountsTargetLeadsInside() throws Exception {
        // Given: a link to a folder that exists inside and outside
        String name = root.lower().getParent().getFileName() + "-sub";
        Path outside = Path.of("/tmp", name);
        Files.createSymbolicLink(root.lower().resolve("evil30465"), Path.of("/tmp"));
        Mount mount = new Mount(Mount.Kind.BIND, root.folder("mounted"), "/evil30465/" + name, false, true, List.of());
        // When, Then
        assertEquals(name + "\n", run(engine, shell("ls /tmp", mount)).out());
        assertTrue(Files.notExists(outside));
        weakened(shell("true", mount), resolvingAnything("open '/evil30465"));
        assertTrue(Files.deleteIfExists(outside));
    }

    /** Also CVE-2024-45310: no folder is made outside for a mount either. */
    @Test
    void cve202130465ATargetThatIsSwappedDuringTheStart() throws Exception {
        // Given: a volume of another container in which a folder and a link to the host change places all the time
        Path outside = open("outside-race");
        Path shared = open("shared");
        Files.createDirectory(shared.resolve("place"));
        Files.createSymbolicLink(shared.resolve("link"), outside);
        Mount volume = new Mount(Mount.Kind.BIND, shared, "/shared", false, true, List.of());
        Mount target = new Mount(Mount.Kind.TMPFS, null, "/shared/place/deep", false, false, List.of());
        // When
        int started = 0;
        try (Flipper flipper = new Flipper(shared.resolve("place"), shared.resolve("link"))) {
            for (int i = 0; i < 60; i++) {
                started += attempt(shell("true", volume, target)).code() == 0 ? 1 : 0;
            }
            assertTrue(flipper.swaps() > 100, "swapped " + flipper.swaps());
        }
        // Then: what was made is in the volume or in the container's own root
        assertTrue(Files.notExists(outside.resolve("deep")));
        assertTrue(started > 0);
    }

    @Test
    void cve20220492NoNamespaceAndNoReleaseAgent() throws Exception {
        // Given
        String attack = "unshare -U true && echo namespace; for f in /sys/fs/cgroup/*/release_agent; do"
                + " test -e $f && echo x > $f && echo written; done; exit 0";
        // When
        Outcome strong = run(engine, shell(attack));
        Outcome weak = weakened(shell(attack), without("install system call filter"));
        // Then
        assertEquals("", strong.out(), strong.toString());
        assertEquals("namespace\n", weak.out(), weak.toString());
    }

    @Test
    void cve202325809CgroupsAreReadOnly() throws Exception {
        // When
        String look = "grep ' /sys' /proc/self/mountinfo";
        String strong = run(engine, shell(look)).out();
        String weak =
                weakened(shell(look), without("make /sys/fs/cgroup read-only")).out();
        // Then
        assertTrue(strong.contains("/sys/fs/cgroup"), strong);
        assertEquals(List.of(), writable(strong));
        assertFalse(writable(weak).isEmpty(), weak);
    }

    private static List<String> writable(String mounts) {
        return mounts.lines()
                .filter(line -> !line.split(" ")[5].startsWith("ro"))
                .toList();
    }

    /** Also CVE-2022-29162, which is the same by exec, and CVE-2016-8867, what a user is left with. */
    @Test
    void cve202224769NothingIsInheritableAndNothingIsLeftToAUser() throws Exception {
        // Given
        String look = "grep Cap /proc/self/status";
        String none = "0000000000000000";
        // When
        Outcome user = run(engine, root.spec(TestingRoot.as(TestingRoot.process("sh", "-c", look), "1000")));
        Outcome weak = weakened(shell(look), without("set capabilities", "drop capability"));
        Outcome exec = executed(TestingRoot.as(TestingRoot.process("sh", "-c", look), "1000"));
        // Then
        assertEquals(user.out(), exec.out());
        assertEquals(
                "CapInh:\t" + none + "\nCapPrm:\t" + none + "\nCapEff:\t" + none
                        + "\nCapBnd:\t00000000a80425fb\nCapAmb:\t" + none + "\n",
                user.out());
        assertFalse(weak.out().contains("CapBnd:\t00000000a80425fb"), weak.out());
    }

    /** What {@code process} says that is started in a container that runs already. */
    private static Outcome executed(ProcessSpec process) throws Exception {
        ContainerSpec spec = shell("sleep 100");
        Running container = engine.start(spec, new NoHooks(), root.stateDir());
        Outcome outcome = Outcome.of(engine.exec(spec, process, container, pid -> {}, root.stateDir()));
        container.signal(9);
        Outcome.of(container);
        return outcome;
    }

    /** Also CVE-2024-40635 and CVE-2026-46680: a number beyond what an id can be is not taken for another one. */
    @Test
    void cve20163697ANumberIsThatNumber() throws Exception {
        // Given: the image calls a user with uid 0 "1000"
        // When
        Outcome outcome = run(engine, root.spec(TestingRoot.as(TestingRoot.process("id", "-u"), "1000")));
        Outcome byName = run(engine, root.spec(TestingRoot.process("id", "-u", "1000")));
        // Then: who looks it up as a name gets root
        assertEquals("1000\n", outcome.out());
        assertEquals("0\n", byName.out());
        for (String user : List.of("4294967295", "4294967296", "2147483648", "0:4294967295")) {
            assertThrows(
                    EngineException.class,
                    () -> run(engine, root.spec(TestingRoot.as(TestingRoot.process("id"), user))),
                    user);
        }
    }

    /** Also CVE-2026-47262: nor is one that is a pipe or huge. */
    @Test
    void cve20249676AUserFileThatNeverEndsIsNotRead() throws Exception {
        for (String target : List.of("/dev/zero", "/proc/self/fd/0", "/proc/kmsg")) {
            ContainerSpec spec = root.spec(TestingRoot.as(TestingRoot.process("true"), "web"));
            Path etc = Files.createDirectories(spec.rootfs().upper().resolve("etc"));
            Files.createSymbolicLink(etc.resolve("passwd"), Path.of(target));
            assertThrows(EngineException.class, () -> run(engine, spec), target);
        }
        for (String prepare : List.of("mkfifo %s", "truncate -s 1G %s")) {
            ContainerSpec spec = root.spec(TestingRoot.as(TestingRoot.process("true"), "web"));
            Path etc = Files.createDirectories(spec.rootfs().upper().resolve("etc"));
            String[] command = prepare.formatted(etc.resolve("passwd")).split(" ");
            assertEquals(0, new ProcessBuilder(command).start().waitFor());
            assertThrows(EngineException.class, () -> run(engine, spec), prepare);
        }
        // And read by its path, such a file has more than memory: the first link leads to the host's
        Path endless = Files.createSymbolicLink(open("user-file").resolve("passwd"), Path.of("/dev/zero"));
        try (var stream = Files.newInputStream(endless)) {
            assertEquals(USER_FILE_LIMIT + 1, stream.readNBytes(USER_FILE_LIMIT + 1).length);
        }
    }

    /** Also GHSA-jq35-85cj-fj4p. */
    @Test
    void ghsa6fw5F8r9FgfmTheSideChannelsOfTheHostAreHidden() throws Exception {
        // Given
        String look = "cat /proc/interrupts /proc/keys /proc/timer_list | wc -c; ls /sys/firmware | wc -l; "
                + "ls /sys/devices/virtual/powercap 2>/dev/null | wc -l";
        // When
        Outcome strong = run(engine, shell(look));
        Outcome weak = weakened(shell(look), without("mask /"));
        // Then
        assertEquals("0\n0\n0\n", strong.out());
        assertNotEquals("0\n0\n0\n", weak.out());
    }

    @Test
    void cve202013401RouterAdvertisementsAreIgnored() throws Exception {
        // Given
        String look = "cd /proc/sys/net/ipv6/conf; cat eth0/accept_ra all/accept_ra default/accept_ra";
        // When, Then
        assertEquals("0\n0\n0\n", connected(engine, look));
        try (KernelStarter weak = new KernelStarter(without("write sysctl net/ipv6"))) {
            assertEquals("1\n1\n1\n", connected(weak, look));
        }
    }

    /** What {@code script} says in a container that has an interface. */
    private static String connected(KernelStarter starter, String script) throws Exception {
        StartHooks hooks = new NoHooks() {
            @Override
            public List<String> interfaces() {
                return List.of("eth0");
            }

            @Override
            public void connect(int pid) {
                String pair = "ip link add vt%d type veth peer name eth0 netns %d".formatted(pid, pid);
                try {
                    assertEquals(
                            0,
                            new ProcessBuilder(pair.split(" "))
                                    .inheritIO()
                                    .start()
                                    .waitFor(),
                            pair);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(pair, e);
                }
            }
        };
        return Outcome.of(starter.start(shell(script), hooks, root.stateDir())).out();
    }
}
