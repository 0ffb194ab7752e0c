package dev.slipway.host.confine;

import dev.slipway.host.confine.BpfAssembler.Case;
import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.SeccompDocument.Profile;
import dev.slipway.host.confine.SeccompDocument.Rule;
import dev.slipway.host.confine.SeccompProfile.Range;
import dev.slipway.host.confine.SyscallTable.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * From a profile that somebody wrote to a filter, with libseccomp's order: of the rules for a call the first without
 * conditions decides, whatever others say; without such a one the first whose conditions hold.
 */
final class SeccompCompiler {
    private static final int ENOSYS = 38;
    private static final int AT_NUMBER = 0;
    private static final int AT_ARCHITECTURE = 4;
    private static final long U32_MAX = 0xFFFFFFFFL;
    private static final int X32_BIT = 0x40000000;

    /** SECCOMP_RET_KILL_THREAD: libseccomp's answer to conventions that a profile does not name. */
    private static final int FOREIGN = 0;

    private final Profile profile;

    private SeccompCompiler(Profile profile) {
        this.profile = profile;
    }

    static List<Instruction> compile(Profile profile) {
        SeccompCompiler compiler = new SeccompCompiler(profile);
        List<Instruction> decision = List.of(BpfAssembler.result(FOREIGN));
        for (Abi abi : profile.conventions()) {
            decision = BpfAssembler.ifEqual(abi.audit(), compiler.calls(abi), decision);
        }
        List<Instruction> out = new ArrayList<>(List.of(BpfAssembler.load(AT_ARCHITECTURE)));
        out.addAll(decision);
        if (out.size() > BpfAssembler.MAX_INSTRUCTIONS) {
            throw SeccompDocument.invalid("its filter has " + out.size() + " instructions, the kernel takes "
                    + BpfAssembler.MAX_INSTRUCTIONS + ": use fewer conditions");
        }
        return out;
    }

    private List<Instruction> calls(Abi abi) {
        Map<Long, List<Rule>> byNumber = new TreeMap<>();
        for (Rule rule : profile.rules()) {
            for (String name : rule.names()) {
                // A name that this architecture does not have is passed over: profiles list those of all.
                OptionalInt number = SyscallTable.get().number(abi, name);
                if (number.isPresent()) {
                    byNumber.computeIfAbsent((long) number.getAsInt(), n -> new ArrayList<>())
                            .add(rule);
                }
            }
        }
        List<Instruction> otherwise = List.of(BpfAssembler.result(profile.otherwise()));
        List<Case> cases = new ArrayList<>();
        long next = 0;
        for (Map.Entry<Long, List<Rule>> entry : byNumber.entrySet()) {
            if (entry.getKey() > next) {
                add(cases, new Range(next, entry.getKey() - 1), otherwise);
            }
            add(cases, new Range(entry.getKey(), entry.getKey()), code(entry.getValue()));
            next = entry.getKey() + 1;
        }
        if (abi == Abi.X86_64) {
            // x32 calls have numbers that no table here has; letting the default decide could let them past a rule.
            add(cases, new Range(next, X32_BIT - 1), otherwise);
            add(cases, new Range(X32_BIT, U32_MAX), List.of(BpfAssembler.result(SeccompFilter.ERRNO | ENOSYS)));
        } else {
            add(cases, new Range(next, U32_MAX), otherwise);
        }
        List<Instruction> out = new ArrayList<>(List.of(BpfAssembler.load(AT_NUMBER)));
        out.addAll(BpfAssembler.tree(cases));
        return out;
    }

    private static void add(List<Case> cases, Range range, List<Instruction> code) {
        Range whole = range;
        if (!cases.isEmpty() && cases.getLast().code().equals(code)) {
            whole = new Range(cases.removeLast().range().from(), range.to());
        }
        cases.add(new Case(whole, code));
    }

    private List<Instruction> code(List<Rule> rules) {
        for (Rule rule : rules) {
            if (rule.conditions().isEmpty()) {
                return List.of(BpfAssembler.result(rule.result()));
            }
        }
        List<Instruction> out = new ArrayList<>();
        for (Rule rule : rules) {
            List<Instruction> block = List.of(BpfAssembler.result(rule.result()));
            for (Comparison condition : rule.conditions().reversed()) {
                block = condition.before(block);
            }
            out.addAll(block);
        }
        out.add(BpfAssembler.result(profile.otherwise()));
        return out;
    }
}
