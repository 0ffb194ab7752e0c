package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.confine.Capability;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.launch.Weakening;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.IdRange;
import dev.slipway.host.spec.Mount;
import dev.slipway.host.spec.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escapes through devices and through what an exec shows for a moment; as {@link EscapesTest}, each seen to succeed on a weakened engine. */
class DeviceEscapesTest extends EscapeCase {
    private static final int LEAKED = 201;
    private static final int EXECS = 40;

    private static Consumer<SyscallProgram> misled(String label, String path) {
        return program -> Weakening.mislead(program, label, path);
    }

    @Test
    void cve202531133AMaskThatIsNotTheNullDeviceEndsTheStart() throws Exception {
        // Given: a host on which something else has the null device's name
        Consumer<SyscallProgram> otherDevice = misled("open null device", "/dev/zero");
        Consumer<SyscallProgram> file = misled("open null device", "/proc/sys/kernel/core_pattern");
        String look = "stat -c %t:%T /proc/interrupts";
        // When
        EngineException notNull = assertThrows(EngineException.class, () -> weakened(shell(look), otherDevice));
        EngineException noDevice = assertThrows(EngineException.class, () -> weakened(shell(look), file));
        Outcome weak = weakened(shell(look), otherDevice.andThen(without("/dev/null is device")));
        // Then
        assertTrue(notNull.getMessage().contains("/dev/null is device 1:3"), notNull.getMessage());
        assertTrue(noDevice.getMessage().contains("/dev/null is a character device"), noDevice.getMessage());
        assertEquals("1:5\n", weak.out(), weak.toString());
    }

    @ParameterizedTest
    @CsvSource({"null,1:3,/dev/full", "zero,1:5,/dev/null", "urandom,1:9,/dev/zero", "tty,5:0,/dev/full"})
    void cve202531133ADeviceThatIsAnotherEndsTheStart(String name, String number, String other) throws Exception {
        // Given
        Consumer<SyscallProgram> swapped = misled("clone /dev/" + name, other);
        String look = "stat -c %t:%T /dev/" + name;
        // When
        EngineException refused = assertThrows(EngineException.class, () -> weakened(shell(look), swapped));
        Outcome weak = weakened(shell(look), swapped.andThen(without("/dev/" + name + " is device")));
        // Then
        assertTrue(refused.getMessage().contains("/dev/" + name + " is device " + number), refused.getMessage());
        assertFalse(weak.out().equals(number + "\n"), weak.toString());
        assertEquals(number + "\n", run(engine, shell(look)).out());
    }

    @Test
    void cve202552565ATerminalOfTheUsersOwnDevMustBeOne() throws Exception {
        // Given: a folder for /dev in which the way to new terminals leads to the host's
        Path dev = root.folder("own-dev");
        Path pts = Files.createDirectories(dev.resolve("pts"));
        Files.createSymbolicLink(pts.resolve("ptmx"), Path.of("/dev/ptmx"));
        Mount mount = new Mount(Mount.Kind.BIND, dev, "/dev", false, true, List.of());
        ProcessSpec look = TestingRoot.withTty(TestingRoot.process("stat", "-L", "-c", "%t", "/proc/self/fd/0"));
        // When
        EngineException refused = assertThrows(EngineException.class, () -> run(engine, root.spec(look, mount)));
        Outcome weak = weakened(root.spec(look, mount), without("/dev/pts is a devpts"));
        // Then
        assertTrue(refused.getMessage().contains("/dev/pts is a devpts"), refused.getMessage());
        assertEquals("88\r\n", weak.out(), weak.toString());
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void cve20169962WhatJoinsAContainerHoldsNothingOfTheHost(boolean userNamespace, boolean mayTrace) throws Exception {
        // Given: a container that looks at the descriptors, memory and program of whatever appears, all the time
        Path secret = root.folder("host-secret-" + userNamespace + mayTrace);
        ContainerSpec spec = attacker(userNamespace, mayTrace);
        ContainerSpec again = attacker(userNamespace, mayTrace);
        // When
        List<String> seen = whileLeaking(secret, () -> watched(engine, spec));
        List<String> seenWeak;
        try (KernelStarter weak =
                new KernelStarter(without("close inherited descriptors").andThen(without("mark descriptors")))) {
            seenWeak = whileLeaking(secret, () -> watched(weak, again));
        }
        // Then
        assertTrue(seen.contains("/bin/busybox"), seen.toString());
        assertTrue(
                seen.stream().noneMatch(line -> line.contains("host-secret") || line.contains("java")),
                seen.toString());
        assertTrue(seenWeak.stream().anyMatch(line -> line.contains("host-secret")), seenWeak.toString());
    }

    private static ContainerSpec attacker(boolean userNamespace, boolean mayTrace) {
        String watch =
                "while test ! -e /stop; do touch /pass; for p in /proc/[0-9]*; do readlink $p/exe; readlink $p/root; readlink $p/cwd;"
                        + " for f in $p/fd/*; do readlink $f; done; grep -o '/[^ ]*$' $p/maps; done; done 2>/dev/null | busybox sort -u";
        Set<String> capabilities = new TreeSet<>(Capability.defaultNames());
        if (mayTrace) {
            capabilities.add("SYS_PTRACE");
        }
        ProcessSpec shell = TestingRoot.process("sh", "-c", watch);
        ProcessSpec process = new ProcessSpec(
                shell.args(),
                shell.env(),
                shell.cwd(),
                shell.user(),
                shell.groupAdd(),
                shell.tty(),
                shell.stdin(),
                capabilities,
                shell.noNewPrivileges(),
                shell.rlimits());
        @Nullable IdRange ids = userNamespace ? TestingRoot.IDS : null;
        return root.spec(process, ids, List.of());
    }

    private static List<String> watched(KernelStarter execs, ContainerSpec spec) throws Exception {
        Running container = engine.start(spec, new NoHooks(), root.stateDir());
        for (int i = 0; i < EXECS; i++) {
            Outcome.of(execs.exec(spec, TestingRoot.process("true"), container, pid -> {}, root.stateDir()));
        }
        // One that is there for a whole pass at least.
        String wait = "for i in 1 2; do rm -f /pass; while test ! -e /pass; do sleep 0.01; done; done";
        Outcome.of(execs.exec(spec, TestingRoot.process("sh", "-c", wait), container, pid -> {}, root.stateDir()));
        Outcome.of(engine.exec(spec, TestingRoot.process("touch", "/stop"), container, pid -> {}, root.stateDir()));
        return Outcome.of(container).out().lines().toList();
    }

    /** Runs {@code attempt} while this process holds {@code folder} open on a descriptor that programs would inherit. */
    private static List<String> whileLeaking(Path folder, Attempt attempt) throws Exception {
        try (Fd secret = Descriptors.open(folder, Descriptors.READ_ONLY)) {
            Sys.call("dup", "folder", SyscallNumber.DUP3, secret.number(), LEAKED, 0);
            try (Fd leaked = new Fd(LEAKED, "leaked folder")) {
                assertEquals(LEAKED, leaked.number());
                return attempt.run();
            }
        }
    }

    private interface Attempt {
        List<String> run() throws Exception;
    }
}
