package dev.slipway.host.launch;

import dev.slipway.host.linux.SyscallNumber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: a system call, where its result goes, and what comes next.
 *
 * <p>Without further words a failure leads to the section's failure label and every other result to the next operation.
 */
public final class Operation {
    /** Bytes of one row; the launcher's machine code knows the offsets in {@link #write}. */
    static final int STRIDE = 96;

    /** The number that makes the launcher compute instead of calling the kernel. */
    static final long COMPUTE = -1;

    /** No kernel has a call of this number: it answers ENOSYS. */
    private static final long NO_SUCH_CALL = 0x3fff_ffff;

    private static final int ARGUMENTS = 6;
    private final String label;
    private final long address;
    private long number;
    private final long[] args = new long[ARGUMENTS];
    private long result;
    private @Nullable Label onError;
    private boolean errorIgnored;
    private @Nullable Label onPositive;
    private @Nullable Label onZero;

    Operation(String label, long address, long number, long[] args, long sink) {
        this.label = label;
        this.address = address;
        this.number = number;
        this.result = sink;
        System.arraycopy(args, 0, this.args, 0, args.length);
    }

    /** Stores the result, negative errno included, in {@code slot}. */
    public Operation into(Slot slot) {
        result = slot.address();
        return this;
    }

    /** Where a negative result leads. */
    public Operation onError(Label label) {
        onError = label;
        return this;
    }

    /** A negative result leads on like any other. */
    public Operation ignoreError() {
        errorIgnored = true;
        return this;
    }

    public Operation onPositive(Label label) {
        onPositive = label;
        return this;
    }

    public Operation onZero(Label label) {
        onZero = label;
        return this;
    }

    /** The address of argument {@code index}, so that another call can write into it. */
    public long argumentAddress(int index) {
        return address + 8 + 8L * index;
    }

    void sabotage() {
        number = NO_SUCH_CALL;
    }

    /** Does nothing and succeeds, to try out what the operation is good for. */
    void leaveOut() {
        number = COMPUTE;
        Arrays.fill(args, 0);
    }

    /** Becomes another call, to try out what comes of it. */
    void become(SyscallNumber call, long... with) {
        number = call.value();
        Arrays.fill(args, 0);
        System.arraycopy(with, 0, args, 0, with.length);
    }

    /** Whether this is a call of {@code wanted}. */
    boolean calls(SyscallNumber wanted) {
        return number == wanted.value();
    }

    /** Argument {@code index} as it was given. */
    long argument(int index) {
        return args[index];
    }

    /** Replaces argument {@code index}, to try out what an operation does with another one. */
    void argument(int index, long value) {
        args[index] = value;
    }

    /** Whether a failure ends the program. */
    boolean isEssential() {
        return onError == null && !errorIgnored;
    }

    String describe() {
        StringBuilder out = new StringBuilder(Long.toHexString(address))
                .append(' ')
                .append(label)
                .append(": ")
                .append(number);
        for (long arg : args) {
            out.append(
                    Slot.isReference(arg)
                            ? " [" + Long.toHexString(Slot.address(arg)) + "]"
                            : " " + Long.toHexString(arg));
        }
        return out.append(isEssential() ? "" : " (may fail)").toString();
    }

    /** What the operation is for: "mount proc". */
    String label() {
        return label;
    }

    long address() {
        return address;
    }

    /** @param next the operation behind this one; @param failure where errors lead unless said otherwise */
    void write(ByteBuffer out, long next, @Nullable Label failure) {
        long mask = 0;
        out.putLong(number);
        for (int i = 0; i < ARGUMENTS; i++) {
            boolean reference = Slot.isReference(args[i]);
            mask |= reference ? 1L << i : 0;
            out.putLong(reference ? Slot.address(args[i]) : args[i]);
        }
        out.putLong(result);
        Label error = onError != null || errorIgnored ? onError : failure;
        out.putLong(address(error, next));
        out.putLong(address(onPositive, next));
        out.putLong(address(onZero, next));
        out.putLong(mask);
    }

    private static long address(@Nullable Label label, long next) {
        return label == null ? next : label.target().address;
    }
}
