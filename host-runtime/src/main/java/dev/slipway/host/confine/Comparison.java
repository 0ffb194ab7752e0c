package dev.slipway.host.confine;

import dev.slipway.host.confine.BpfAssembler.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition on one argument of a system call, compared unsigned in 64 bits as seccomp_rule_add(3) has it.
 *
 * @param index 0 to 5
 * @param value what is compared with, or the mask of {@link Operator#MASKED_EQ}
 * @param valueTwo what the masked argument must be
 */
record Comparison(int index, Operator operator, long value, long valueTwo) {
    /** Where {@code args} begins in struct seccomp_data; the lower half of each comes first on little-endian machines. */
    private static final int AT_ARGUMENTS = 16;

    private static final int HALF = 32;
    private static final long HIGHEST = -1L;

    /** SCMP_CMP_… */
    enum Operator {
        NE,
        LT,
        LE,
        EQ,
        GE,
        GT,
        MASKED_EQ
    }

    private enum Target {
        NEXT,
        HOLDS,
        FAILS;

        Target negated() {
            return switch (this) {
                case NEXT -> NEXT;
                case HOLDS -> FAILS;
                case FAILS -> HOLDS;
            };
        }
    }

    private record Step(Instruction plain, Target yes, Target no) {
        static Step of(Instruction plain) {
            return new Step(plain, Target.NEXT, Target.NEXT);
        }

        Step negated() {
            return new Step(plain, yes.negated(), no.negated());
        }
    }

    /** {@code then} if the condition holds; otherwise it goes on behind {@code then}, which must be short. */
    List<Instruction> before(List<Instruction> then) {
        List<Step> steps = steps();
        List<Instruction> out = new ArrayList<>(steps.size() + then.size());
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int left = steps.size() - 1 - i;
            Instruction plain = step.plain();
            out.add(new Instruction(
                    plain.code(),
                    distance(step.yes(), left, then.size()),
                    distance(step.no(), left, then.size()),
                    plain.code() == BpfAssembler.JUMP ? left + then.size() : plain.operand()));
        }
        out.addAll(then);
        return out;
    }

    private static int distance(Target target, int left, int then) {
        return switch (target) {
            case NEXT -> 0;
            case HOLDS -> left;
            case FAILS -> left + then;
        };
    }

    private List<Step> steps() {
        return switch (operator) {
            case EQ -> equal(value);
            case NE -> negated(equal(value));
            case GE -> atLeast(value);
            case LT -> negated(atLeast(value));
            // Nothing is greater than the highest value: a plain jump past the consequence.
            case GT ->
                value == HIGHEST ? List.of(Step.of(new Instruction(BpfAssembler.JUMP, 0, 0, 0))) : atLeast(value + 1);
            case LE -> value == HIGHEST ? List.of() : negated(atLeast(value + 1));
            case MASKED_EQ -> masked();
        };
    }

    private static List<Step> negated(List<Step> steps) {
        return steps.stream().map(Step::negated).toList();
    }

    private List<Step> equal(long wanted) {
        return List.of(
                loadHigh(),
                jump(BpfAssembler.JUMP_EQUAL, high(wanted), Target.NEXT, Target.FAILS),
                loadLow(),
                jump(BpfAssembler.JUMP_EQUAL, (int) wanted, Target.HOLDS, Target.FAILS));
    }

    private List<Step> atLeast(long border) {
        return List.of(
                loadHigh(),
                jump(BpfAssembler.JUMP_GREATER_OR_EQUAL, high(border), Target.NEXT, Target.FAILS),
                jump(BpfAssembler.JUMP_EQUAL, high(border), Target.NEXT, Target.HOLDS),
                loadLow(),
                jump(BpfAssembler.JUMP_GREATER_OR_EQUAL, (int) border, Target.HOLDS, Target.FAILS));
    }

    private List<Step> masked() {
        return List.of(
                loadHigh(),
                Step.of(BpfAssembler.and(high(value))),
                jump(BpfAssembler.JUMP_EQUAL, high(valueTwo), Target.NEXT, Target.FAILS),
                loadLow(),
                Step.of(BpfAssembler.and((int) value)),
                jump(BpfAssembler.JUMP_EQUAL, (int) valueTwo, Target.HOLDS, Target.FAILS));
    }

    private static Step jump(int code, int operand, Target yes, Target no) {
        return new Step(new Instruction(code, 0, 0, operand), yes, no);
    }

    private Step loadLow() {
        return Step.of(BpfAssembler.load(AT_ARGUMENTS + index * Long.BYTES));
    }

    private Step loadHigh() {
        return Step.of(BpfAssembler.load(AT_ARGUMENTS + index * Long.BYTES + Integer.BYTES));
    }

    private static int high(long value) {
        return (int) (value >>> HALF);
    }
}
