package dev.slipway.host.confine;

import dev.slipway.host.confine.SeccompProfile.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Instructions of classic BPF (struct sock_filter), as seccomp takes them. Jumps go forward only, at most 255 far if conditional. */
final class BpfAssembler {
    /** BPF_MAXINSNS. */
    static final int MAX_INSTRUCTIONS = 4096;

    static final int LOAD = 0x20;
    static final int AND = 0x54;
    static final int JUMP = 0x05;
    static final int JUMP_EQUAL = 0x15;
    static final int JUMP_GREATER_OR_EQUAL = 0x35;
    static final int RETURN = 0x06;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int MAX_CONDITIONAL = 255;

    private BpfAssembler() {}

    record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

    static Instruction load(int offset) {
        return new Instruction(LOAD, 0, 0, offset);
    }

    static Instruction and(int mask) {
        return new Instruction(AND, 0, 0, mask);
    }

    static Instruction result(int value) {
        return new Instruction(RETURN, 0, 0, value);
    }

    /** {@code yes} if the accumulator equals {@code value}, {@code no} otherwise; both end by themselves. */
    static List<Instruction> ifEqual(int value, List<Instruction> yes, List<Instruction> no) {
        return branch(JUMP_EQUAL, value, yes, no);
    }

    /** {@code yes} if the accumulator is at least {@code value}, unsigned. */
    static List<Instruction> ifAtLeast(int value, List<Instruction> yes, List<Instruction> no) {
        return branch(JUMP_GREATER_OR_EQUAL, value, yes, no);
    }

    private static List<Instruction> branch(int code, int value, List<Instruction> yes, List<Instruction> no) {
        List<Instruction> out = new ArrayList<>(yes.size() + no.size() + 2);
        if (no.size() <= MAX_CONDITIONAL) {
            out.add(new Instruction(code, no.size(), 0, value));
        } else {
            out.add(new Instruction(code, 0, 1, value));
            out.add(new Instruction(JUMP, 0, 0, no.size()));
        }
        out.addAll(no);
        out.addAll(yes);
        return out;
    }

    /** What to do with a range of accumulator values; the code ends by itself. */
    record Case(Range range, List<Instruction> code) {}

    /** A binary search tree over {@code cases}, which are sorted, adjoin and together cover all 32-bit values. */
    static List<Instruction> tree(List<Case> cases) {
        if (cases.size() == 1) {
            return cases.getFirst().code();
        }
        int middle = cases.size() / 2;
        int border = (int) cases.get(middle).range().from();
        return ifAtLeast(border, tree(cases.subList(middle, cases.size())), tree(cases.subList(0, middle)));
    }

    static byte[] bytes(List<Instruction> program) {
        if (program.size() > MAX_INSTRUCTIONS) {
            throw new IllegalStateException(
                    "filter has " + program.size() + " instructions, the kernel takes " + MAX_INSTRUCTIONS);
        }
        ByteBuffer out = ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction i : program) {
            out.putShort((short) i.code())
                    .put((byte) i.whenTrue())
                    .put((byte) i.whenFalse())
                    .putInt(i.operand());
        }
        return out.array();
    }
}
