package dev.slipway.host.confine;

import dev.slipway.host.confine.BpfAssembler.Instruction;
import dev.slipway.host.confine.SyscallTable.Abi;
import dev.slipway.host.linux.Architecture;
import java.util.EnumSet;
import java.util.List;

/** Executes a filter as the kernel does: over a struct seccomp_data of number, architecture and arguments. */
public final class BpfMachine {
    private BpfMachine() {}

    /** The errno with which a container of default capabilities is refused the x86-64 call; 0 when it is let through. */
    public static int errnoOfDefault(int number, long firstArgument) {
        int action = decide(
                SeccompFilter.compile(Architecture.X86_64, EnumSet.copyOf(Capability.DEFAULTS)),
                number,
                Abi.X86_64.audit(),
                firstArgument);
        return action == SeccompFilter.ALLOW ? 0 : action - SeccompFilter.ERRNO;
    }

    private static int half(long[] arguments, int at) {
        long argument = at / 8 < arguments.length ? arguments[at / 8] : 0;
        return at % 8 == 0 ? (int) argument : (int) (argument >>> 32);
    }

    static int decide(List<Instruction> program, int number, int architecture, long... arguments) {
        int accumulator = 0;
        for (int at = 0; ; at++) {
            Instruction i = program.get(at);
            switch (i.code()) {
                case BpfAssembler.LOAD ->
                    accumulator = switch (i.operand()) {
                        case 0 -> number;
                        case 4 -> architecture;
                        default -> half(arguments, i.operand() - 16);
                    };
                case BpfAssembler.AND -> accumulator &= i.operand();
                case BpfAssembler.JUMP -> at += i.operand();
                case BpfAssembler.JUMP_EQUAL -> at += accumulator == i.operand() ? i.whenTrue() : i.whenFalse();
                case BpfAssembler.JUMP_GREATER_OR_EQUAL ->
                    at += Integer.compareUnsigned(accumulator, i.operand()) >= 0 ? i.whenTrue() : i.whenFalse();
                case BpfAssembler.RETURN -> {
                    return i.operand();
                }
                default -> throw new AssertionError("instruction " + i);
            }
        }
    }
}
