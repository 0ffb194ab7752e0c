package dev.slipway.host.confine;

import dev.slipway.host.confine.BpfAssembler.Case;
import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.SeccompProfile.Allow;
import dev.slipway.host.confine.SeccompProfile.ByFirstArgument;
import dev.slipway.host.confine.SeccompProfile.Range;
import dev.slipway.host.confine.SeccompProfile.Refuse;
import dev.slipway.host.confine.SeccompProfile.Verdict;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.launch.Section;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.SyscallNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The profile compiled to a BPF program: a binary search tree over call numbers per calling convention. */
public final class SeccompFilter {
    static final int ALLOW = 0x7fff0000;
    static final int ERRNO = 0x00050000;
    private static final int ENOSYS = 38;
    private static final int AT_NUMBER = 0;
    private static final int AT_ARCHITECTURE = 4;
    private static final int AT_ARGUMENT_LOW = 16;
    private static final int AT_ARGUMENT_HIGH = 20;
    private static final long U32_MAX = 0xFFFFFFFFL;

    /** Set in the numbers of x32 calls, which share x86-64's architecture value. */
    private static final int X32_BIT = 0x40000000;

    private static final int SECCOMP_SET_MODE_FILTER = 1;
    private static final int INSTRUCTION_BYTES = 8;

    /** Programs made; one per set of capabilities and profile, of which an engine sees a handful. Bounded by starting afresh. */
    private static final int KEPT = 256;

    private static final Map<Wish, byte[]> COMPILED = new ConcurrentHashMap<>();

    private SeccompFilter() {}

    private record Wish(
            EnumSet<Capability> capabilities, @Nullable String profile) {}

    /** Refuses a profile that is no profile; null, the built-in one, always is. */
    public static void check(Collection<String> capabilities, @Nullable String profile) {
        if (profile != null) {
            SeccompCompiler.compile(
                    SeccompDocument.read(profile, Architecture.current(), Capability.set(capabilities)));
        }
    }

    /**
     * Adds the operation that installs the filter for a process that may have {@code capabilities}.
     *
     * @param profile in Docker's format; null = the built-in one
     */
    public static void add(Section section, Collection<String> capabilities, @Nullable String profile) {
        byte[] program = program(new Wish(Capability.set(capabilities), profile));
        long header = section.words(program.length / INSTRUCTION_BYTES, section.bytes(program));
        section.call("install system call filter", SyscallNumber.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, header);
    }

    private static byte[] program(Wish wish) {
        if (COMPILED.size() > KEPT) {
            COMPILED.clear();
        }
        return COMPILED.computeIfAbsent(wish, SeccompFilter::bytes);
    }

    private static byte[] bytes(Wish wish) {
        Architecture here = Architecture.current();
        String profile = wish.profile();
        return BpfAssembler.bytes(
                profile == null
                        ? compile(here, wish.capabilities())
                        : SeccompCompiler.compile(SeccompDocument.read(profile, here, wish.capabilities())));
    }

    static List<Instruction> compile(Architecture architecture, EnumSet<Capability> capabilities) {
        Map<String, Verdict> verdicts = SeccompProfile.of(capabilities);
        List<Instruction> foreign = List.of(refuse(ENOSYS));
        List<Instruction> out = new ArrayList<>(List.of(BpfAssembler.load(AT_ARCHITECTURE)));
        out.addAll(
                switch (architecture) {
                    case X86_64 ->
                        BpfAssembler.ifEqual(
                                Abi.X86_64.audit(),
                                calls(Abi.X86_64, verdicts),
                                BpfAssembler.ifEqual(Abi.I386.audit(), calls(Abi.I386, verdicts), foreign));
                    case AARCH64 -> BpfAssembler.ifEqual(Abi.AARCH64.audit(), calls(Abi.AARCH64, verdicts), foreign);
                });
        return out;
    }

    private static List<Instruction> calls(Abi abi, Map<String, Verdict> verdicts) {
        NavigableMap<Long, Verdict> byNumber = new TreeMap<>();
        verdicts.forEach((name, verdict) ->
                SyscallTable.get().number(abi, name).ifPresent(number -> byNumber.put((long) number, verdict)));
        List<Case> cases = new ArrayList<>();
        long next = 0;
        for (Map.Entry<Long, Verdict> entry : byNumber.entrySet()) {
            if (entry.getKey() > next) {
                add(cases, new Range(next, entry.getKey() - 1), SeccompProfile.otherwise());
            }
            add(cases, new Range(entry.getKey(), entry.getKey()), entry.getValue());
            next = entry.getKey() + 1;
        }
        if (abi == Abi.X86_64) {
            add(cases, new Range(next, X32_BIT - 1), SeccompProfile.otherwise());
            add(cases, new Range(X32_BIT, U32_MAX), new Refuse(ENOSYS));
        } else {
            add(cases, new Range(next, U32_MAX), SeccompProfile.otherwise());
        }
        List<Instruction> out = new ArrayList<>(List.of(BpfAssembler.load(AT_NUMBER)));
        out.addAll(BpfAssembler.tree(cases));
        return out;
    }

    /** Adds a case, or widens the last one when it has the same verdict. */
    private static void add(List<Case> cases, Range range, Verdict verdict) {
        List<Instruction> code = code(verdict);
        if (!cases.isEmpty() && cases.getLast().code().equals(code)) {
            range = new Range(cases.removeLast().range().from(), range.to());
        }
        cases.add(new Case(range, code));
    }

    private static List<Instruction> code(Verdict verdict) {
        return switch (verdict) {
            case Allow() -> List.of(BpfAssembler.result(ALLOW));
            case Refuse(int errno) -> List.of(refuse(errno));
            case ByFirstArgument rule -> argument(rule);
        };
    }

    private static List<Instruction> argument(ByFirstArgument rule) {
        List<Instruction> refuse = code(SeccompProfile.otherwise());
        List<Case> cases = new ArrayList<>();
        long next = 0;
        for (Range range : rule.allowed()) {
            if (range.from() > next) {
                cases.add(new Case(new Range(next, range.from() - 1), refuse));
            }
            cases.add(new Case(range, List.of(BpfAssembler.result(ALLOW))));
            next = range.to() + 1;
        }
        if (next <= U32_MAX) {
            cases.add(new Case(new Range(next, U32_MAX), refuse));
        }
        List<Instruction> low = new ArrayList<>(List.of(BpfAssembler.load(AT_ARGUMENT_LOW)));
        if (rule.mask() != U32_MAX) {
            low.add(BpfAssembler.and((int) rule.mask()));
            low.addAll(BpfAssembler.tree(cases));
            return low;
        }
        low.addAll(BpfAssembler.tree(cases));
        // The kernel looks at 32 bits of these arguments; anything above them is an attempt to look like another value.
        List<Instruction> out = new ArrayList<>(List.of(BpfAssembler.load(AT_ARGUMENT_HIGH)));
        out.addAll(BpfAssembler.ifEqual(0, low, refuse));
        return out;
    }

    private static Instruction refuse(int errno) {
        return BpfAssembler.result(ERRNO | errno);
    }
}
