package dev.slipway.host.launch;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.util.Objects;

/**
 * A list of system calls for the launcher to execute, together with every string, structure and argument vector they use.
 *
 * <p>It is one file, mapped by the launcher at {@link #BASE}; so all addresses are known while it is composed. Two sections:
 *
 * <pre>
 *   0x00000  header: magic, last failed operation, its result
 *   0x00100  kept: operations and data of the process that stays behind as shim
 *   0x02000  once: operations and data of the process that becomes something else; cut off when that has happened
 * </pre>
 *
 * <p>The kept section comes first because execution starts at its first operation.
 */
public final class SyscallProgram {
    /** Where the launcher maps the file. */
    public static final long BASE = 0x1_0000_0000L;

    /** How much address space the launcher maps, in bytes: what a process's arguments and environment may take at most, and some. */
    public static final int MAPPED_BYTES = 4 << 20;

    /** Size of the file's part that is kept. */
    public static final int KEPT_BYTES = 0x2000;

    /** First eight bytes of the file; the last character is the version of the layout. */
    public static final long MAGIC = 0x31_65_64_61_6e_79_53L;

    /** Holds the address of the last operation that failed, and behind it the negative errno: 16 bytes. */
    public static final long LAST_FAILURE = BASE + 8;

    /** Size of a {@link #LAST_FAILURE} record. */
    public static final int FAILURE_BYTES = 16;

    /** The file's part that callers lay out themselves: from {@code NOTES} to the first operation. */
    public static final int NOTES = 0x20;

    static final int ENTRY = 0x100;
    private static final int KEPT_DATA = 0x1400;
    private static final int ONCE = KEPT_BYTES;
    private static final int ONCE_DATA = 0x20000;
    private static final int PAGE = 4096;
    private final Section kept = new Section("kept", BASE + ENTRY, BASE + KEPT_DATA, BASE + KEPT_BYTES);
    private final Section once = new Section("once", BASE + ONCE, BASE + ONCE_DATA, BASE + MAPPED_BYTES);

    /** What the process does that the launcher starts, beginning with its first operation. */
    public Section kept() {
        return kept;
    }

    /** What another process does, forked by the first. */
    public Section once() {
        return once;
    }

    /** What the operation at {@code address} is for. */
    public String label(long address) {
        return Objects.requireNonNullElse(
                Objects.requireNonNullElseGet(
                        kept.labelAt(address), () -> Objects.requireNonNullElse(once.labelAt(address), "")),
                "unknown step");
    }

    /** How many operations there are in both sections. */
    public int size() {
        return kept.size() + once.size();
    }

    /**
     * Makes one operation fail with ENOSYS, to try out what happens then.
     *
     * @param index below {@link #size}; the kept section comes first
     */
    public void sabotage(int index) {
        if (index < kept.size()) {
            kept.sabotage(index);
        } else {
            once.sabotage(index - kept.size());
        }
    }

    /** The operations in words, for people who look for an error. */
    public String describe() {
        return kept.describe() + once.describe();
    }

    /** Writes the program to an empty file. */
    public void writeTo(Fd file) {
        byte[] onceData = once.dataBytes();
        long size = (ONCE_DATA + onceData.length + PAGE - 1L) & -PAGE;
        Sys.call("set size of", file.name(), SyscallNumber.FTRUNCATE, file.number(), size);
        try (NativeMemory magic = new NativeMemory(Long.BYTES).putLong(0, MAGIC)) {
            write(file, magic, 0);
        }
        write(file, kept.operationBytes(), ENTRY);
        write(file, kept.dataBytes(), KEPT_DATA);
        write(file, once.operationBytes(), ONCE);
        write(file, onceData, ONCE_DATA);
    }

    private static void write(Fd file, byte[] bytes, long at) {
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            write(file, memory, at);
        }
    }

    private static void write(Fd file, NativeMemory memory, long at) {
        long done = Sys.call(
                "write", file.name(), SyscallNumber.PWRITE64, file.number(), memory.address(), memory.size(), at);
        if (done != memory.size()) {
            throw new IllegalStateException("short write to '" + file.name() + "': the state folder is full");
        }
    }
}
