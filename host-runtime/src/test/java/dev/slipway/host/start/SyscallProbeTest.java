package dev.slipway.host.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.confine.BpfMachine;
import dev.slipway.host.launch.SyscallProbe;
import dev.slipway.host.launch.SyscallProbe.Call;
import dev.slipway.host.launch.Weakening;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** Every x86-64 system call is made once inside a container, and the kernel answers as the filter's program says. */
@EnabledOnOs(architectures = "amd64", disabledReason = "probes by x86-64 numbers")
class SyscallProbeTest {
    /** One past the highest number that a kernel of today knows. */
    private static final int NUMBERS = 480;

    /**
     * Calls that end, stop, double or divert whoever makes them with nonsense for arguments: rt_sigreturn, pause, fork, vfork,
     * exit, restart_syscall, exit_group, uretprobe and uprobe. The filter's program is executed for them elsewhere.
     */
    private static final Set<Integer> NOT_TO_BE_TRIED = Set.of(15, 34, 57, 58, 60, 219, 231, 335, 336);

    private static final int SOCKET = 41;
    private static final int CLONE = 56;
    private static final int PERSONALITY = 135;
    private static final int IO_URING_SETUP = 425;
    private static final int FSOPEN = 430;
    private static final int FSCONFIG = 431;
    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;
    private static final long EPERM = 1;

    private static TestingRoot root;

    @BeforeAll
    static void begin() {
        root = new TestingRoot();
    }

    @AfterAll
    static void end() {
        root.close();
    }

    private static Map<Call, Long> probe(String name, List<Call> calls, KernelStarter starter) throws Exception {
        Path folder = root.folder(name);
        SyscallProbe probe = new SyscallProbe(folder, calls);
        ContainerSpec spec = root.spec(
                TestingRoot.process("sh", "-c", "/probe/launcher 3<>/probe/program"),
                new Mount(Mount.Kind.BIND, folder, "/probe", false, true, List.of()));
        Outcome outcome = Outcome.of(starter.start(spec, new NoHooks(), root.stateDir()));
        assertEquals(new Outcome(0, "", ""), outcome);
        return probe.answers();
    }

    private static KernelStarter withoutFilter() {
        return new KernelStarter(program -> Weakening.leaveOut(program, "install system call filter"));
    }

    @Test
    void everyCallIsAnsweredAsTheFilterSaysAndOtherwiseAsWithoutIt() throws Exception {
        // Given
        List<Call> calls = Stream.concat(
                        IntStream.range(0, NUMBERS)
                                .filter(n -> !NOT_TO_BE_TRIED.contains(n))
                                .mapToObj(n -> new Call(n, -1)),
                        IntStream.range(0, AF_VSOCK + 5).mapToObj(family -> new Call(SOCKET, family)))
                .toList();
        // When
        Map<Call, Long> filtered;
        Map<Call, Long> free;
        try (KernelStarter strong = new KernelStarter();
                KernelStarter weak = withoutFilter()) {
            filtered = probe("filtered", calls, strong);
            free = probe("free", calls, weak);
        }
        // Then
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (Call call : calls) {
            long answer = filtered.get(call);
            int errno = BpfMachine.errnoOfDefault(call.number(), call.argument());
            refused += errno == 0 ? 0 : 1;
            boolean right = errno != 0 ? answer == -errno : Math.min(answer, 0) == Math.min(free.get(call), 0);
            if (!right) {
                wrong.add(call + " answered " + answer + ", without a filter " + free.get(call) + ", profile " + errno);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(refused > 80 && refused < 250, "the filter refuses " + refused + " calls");
    }

    @Test
    void cve202631431AndCve20220185TheKernelsLesserKnownDoorsAreShut() throws Exception {
        // Given: the crypto and hypervisor sockets, which no capability guards; mounts by descriptor, io_uring, a user
        // namespace, a foreign personality
        List<Call> doors = List.of(
                new Call(SOCKET, AF_ALG),
                new Call(SOCKET, AF_VSOCK),
                new Call(SOCKET, AF_ALG | 1L << 32),
                new Call(FSOPEN, 0),
                new Call(FSCONFIG, 0),
                new Call(IO_URING_SETUP, 1),
                new Call(CLONE, 0x10000000 | 17),
                new Call(PERSONALITY, 0x0040000));
        // When
        Map<Call, Long> strong;
        Map<Call, Long> weak;
        try (KernelStarter engine = new KernelStarter();
                KernelStarter weakened = withoutFilter()) {
            strong = probe("doors", doors, engine);
            weak = probe("doors-open", doors.subList(0, 3), weakened);
        }
        // Then
        strong.forEach((call, answer) -> assertEquals(-EPERM, answer, call.toString()));
        assertTrue(weak.values().stream().allMatch(answer -> answer != -EPERM), weak.toString());
    }
}
