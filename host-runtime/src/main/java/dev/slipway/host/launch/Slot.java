package dev.slipway.host.launch;

/**
 * Eight bytes in a program's memory: the result of an operation, and through {@link #value()} an argument of later ones.
 *
 * @param address as the launcher sees it
 */
public record Slot(long address) {
    /** Set in an argument that means "what the slot holds". No address, descriptor, flag or negative number has just this one of the two top bits. */
    static final long REFERENCE = 1L << 62;

    /** As an argument: not the address but what the slot holds when the operation is executed. */
    public long value() {
        return address | REFERENCE;
    }

    static boolean isReference(long argument) {
        return argument >>> 62 == 1;
    }

    static long address(long reference) {
        return reference & ~REFERENCE;
    }
}
