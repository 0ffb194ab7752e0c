package dev.slipway.host.confine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.SeccompProfile.Allow;
import dev.slipway.host.confine.SeccompProfile.ByFirstArgument;
import dev.slipway.host.confine.SeccompProfile.Refuse;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.linux.Architecture;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The compiled program, executed here instruction by instruction, decides as the profile says. */
class SeccompFilterTest {
    private static final int EPERM = SeccompFilter.ERRNO | 1;
    private static final int ENOSYS = SeccompFilter.ERRNO | 38;
    private static final EnumSet<Capability> DEFAULTS = EnumSet.copyOf(Capability.DEFAULTS);

    private static int decide(EnumSet<Capability> capabilities, Abi abi, String name, long firstArgument) {
        Architecture architecture = abi == Abi.AARCH64 ? Architecture.AARCH64 : Architecture.X86_64;
        int number = SyscallTable.get().number(abi, name).orElseThrow();
        return BpfMachine.decide(SeccompFilter.compile(architecture, capabilities), number, abi.audit(), firstArgument);
    }

    @Test
    void everyCallOfEveryConventionGetsTheProfilesVerdict() {
        for (EnumSet<Capability> capabilities :
                List.of(DEFAULTS, EnumSet.noneOf(Capability.class), EnumSet.allOf(Capability.class))) {
            Map<String, SeccompProfile.Verdict> verdicts = SeccompProfile.of(capabilities);
            for (Abi abi : Abi.values()) {
                Architecture architecture = abi == Abi.AARCH64 ? Architecture.AARCH64 : Architecture.X86_64;
                List<Instruction> program = SeccompFilter.compile(architecture, capabilities);
                int[] expected = new int[600];
                java.util.Arrays.fill(expected, EPERM);
                verdicts.forEach((name, verdict) -> {
                    OptionalInt number = SyscallTable.get().number(abi, name);
                    if (number.isPresent()) {
                        expected[number.getAsInt()] = switch (verdict) {
                            case Allow() -> SeccompFilter.ALLOW;
                            case Refuse(int errno) -> SeccompFilter.ERRNO | errno;
                            case ByFirstArgument rule -> SeccompFilter.ALLOW;
                        };
                    }
                });
                for (int number = 0; number < expected.length; number++) {
                    assertEquals(
                            expected[number], BpfMachine.decide(program, number, abi.audit(), 0), abi + " " + number);
                }
            }
        }
    }

    @Test
    void refusesWhatOnlyTheHostNeeds() {
        for (String name : List.of(
                "mount",
                "unshare",
                "setns",
                "bpf",
                "reboot",
                "init_module",
                "open_by_handle_at",
                "keyctl",
                "io_uring_setup",
                "perf_event_open",
                "kexec_load",
                "fsopen",
                "move_mount")) {
            if (SyscallTable.get().knows(name)) {
                assertEquals(EPERM, decide(DEFAULTS, Abi.X86_64, name, 0), name);
            }
        }
        // io_uring is no call of the profile at all, so its number has no name here: 425 on every architecture.
        assertEquals(
                EPERM,
                BpfMachine.decide(SeccompFilter.compile(Architecture.X86_64, DEFAULTS), 425, Abi.X86_64.audit(), 0));
    }

    @Test
    void refusesSocketFamiliesThatReachBeyondTheContainer() {
        for (Abi abi : List.of(Abi.X86_64, Abi.I386, Abi.AARCH64)) {
            assertEquals(SeccompFilter.ALLOW, decide(DEFAULTS, abi, "socket", 2));
            assertEquals(SeccompFilter.ALLOW, decide(DEFAULTS, abi, "socket", 16));
            assertEquals(SeccompFilter.ALLOW, decide(DEFAULTS, abi, "socket", 39));
            assertEquals(EPERM, decide(DEFAULTS, abi, "socket", 38));
            assertEquals(EPERM, decide(DEFAULTS, abi, "socket", 40));
            assertEquals(EPERM, decide(DEFAULTS, abi, "socket", 38 | 1L << 32));
        }
    }

    @Test
    void allowsThreadsAndProcessesButNoNamespaces() {
        int threadFlags = 0x3d0f00;
        assertEquals(SeccompFilter.ALLOW, decide(DEFAULTS, Abi.X86_64, "clone", threadFlags));
        assertEquals(SeccompFilter.ALLOW, decide(DEFAULTS, Abi.X86_64, "clone", 17));
        assertEquals(EPERM, decide(DEFAULTS, Abi.X86_64, "clone", 0x10000000 | 17));
        assertEquals(EPERM, decide(DEFAULTS, Abi.X86_64, "clone", 0x00020000 | 17));
        assertEquals(ENOSYS, decide(DEFAULTS, Abi.X86_64, "clone3", 0));
        EnumSet<Capability> admin = EnumSet.of(Capability.SYS_ADMIN);
        assertEquals(SeccompFilter.ALLOW, decide(admin, Abi.X86_64, "clone", 0x10000000 | 17));
        assertEquals(SeccompFilter.ALLOW, decide(admin, Abi.X86_64, "clone3", 0));
    }

    @Test
    void knowsNoForeignConventions() {
        List<Instruction> program = SeccompFilter.compile(Architecture.X86_64, DEFAULTS);
        assertEquals(ENOSYS, BpfMachine.decide(program, 0x40000000 | 1, Abi.X86_64.audit(), 0));
        assertEquals(ENOSYS, BpfMachine.decide(program, 1, 0x40000028, 0));
    }

    @Test
    void everyNameOfTheProfileIsACallSomewhere() {
        SeccompProfile.of(EnumSet.allOf(Capability.class))
                .keySet()
                .forEach(name -> assertTrue(SyscallTable.get().knows(name), name));
    }

    @Test
    void fitsIntoTheKernelsLimit() {
        for (Architecture architecture : Architecture.values()) {
            assertTrue(SeccompFilter.compile(architecture, DEFAULTS).size() < BpfAssembler.MAX_INSTRUCTIONS / 2);
        }
    }
}
