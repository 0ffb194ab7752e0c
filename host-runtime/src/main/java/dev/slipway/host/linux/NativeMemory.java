package dev.slipway.host.linux;

import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A zeroed block of memory outside the Java heap, for arguments of system calls.
 *
 * <p>Use in try-with-resources: {@link #close()} gives the block back at once, and using it afterwards is an error. A start
 * needs some hundred kilobytes of such blocks; left to the collector, which does not see them, they made the process grow
 * by tens of megabytes. Offsets and sizes in bytes; integers in the machine's byte order.
 */
public final class NativeMemory implements AutoCloseable {
    private final int size;
    private final boolean owned;
    private @Nullable Pointer pointer;

    /** A block that lives until it is closed. */
    public NativeMemory(int size) {
        this(size, pointer(Math.max(size, 1)), true);
    }

    private NativeMemory(int size, Pointer pointer, boolean owned) {
        this.size = size;
        this.pointer = pointer;
        this.owned = owned;
    }

    private static Pointer pointer(int size) {
        long address = Libc.INSTANCE.calloc(1, size);
        if (address == 0) {
            throw new KernelException("allocate", size + " bytes", Errno.ENOMEM);
        }
        return Libc.RUNTIME.getMemoryManager().newPointer(address, size);
    }

    /** A block that need not be closed: for a working buffer that lives as long as the object that holds it in a field. */
    public static NativeMemory collected(int size) {
        return new NativeMemory(size, Libc.RUNTIME.getMemoryManager().allocateDirect(Math.max(size, 1), true), false);
    }

    /** A block that holds {@code text} in UTF-8 and a final NUL. */
    public static NativeMemory string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1);
        return memory.put(0, bytes);
    }

    /** A block that holds {@code bytes}. */
    public static NativeMemory of(byte[] bytes) {
        NativeMemory memory = new NativeMemory(bytes.length);
        return memory.put(0, bytes);
    }

    public long address() {
        return block().address();
    }

    public int size() {
        return size;
    }

    public NativeMemory put(long offset, byte[] bytes) {
        block().put(offset, bytes, 0, bytes.length);
        return this;
    }

    /** Copies {@code length} bytes of {@code bytes} from index {@code from}. */
    public NativeMemory put(long offset, byte[] bytes, int from, int length) {
        block().put(offset, bytes, from, length);
        return this;
    }

    public NativeMemory putLong(long offset, long value) {
        block().putLong(offset, value);
        return this;
    }

    public NativeMemory putInt(long offset, int value) {
        block().putInt(offset, value);
        return this;
    }

    public NativeMemory putShort(long offset, short value) {
        block().putShort(offset, value);
        return this;
    }

    public NativeMemory putByte(long offset, byte value) {
        block().putByte(offset, value);
        return this;
    }

    public long getLong(long offset) {
        return block().getLong(offset);
    }

    public int getInt(long offset) {
        return block().getInt(offset);
    }

    public short getShort(long offset) {
        return block().getShort(offset);
    }

    public byte getByte(long offset) {
        return block().getByte(offset);
    }

    /** Copies {@code length} bytes from {@code offset} to index {@code from} of {@code into}. */
    public void get(long offset, byte[] into, int from, int length) {
        block().get(offset, into, from, length);
    }

    /** Copies {@code length} bytes from {@code offset}. */
    public byte[] bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        get(offset, bytes, length);
        return bytes;
    }

    /** Copies {@code length} bytes from {@code offset} to the beginning of {@code bytes}. */
    public void get(long offset, byte[] bytes, int length) {
        block().get(offset, bytes, 0, length);
    }

    @Override
    public void close() {
        Pointer block = pointer;
        if (owned && block != null) {
            pointer = null;
            Libc.INSTANCE.free(block.address());
        }
    }

    private Pointer block() {
        Pointer block = pointer;
        if (block == null) {
            throw new IllegalStateException("native memory of " + size + " bytes is closed");
        }
        return block;
    }
}
