package dev.slipway.host.linux;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/**
 * A zeroed block of memory outside the Java heap, for arguments of system calls.
 *
 * <p>Use in try-with-resources: the collector frees an unreachable block, even while the kernel still reads it by
 * address, and {@link #close()} is what keeps it reachable until then. Offsets and sizes in bytes; integers in the
 * machine's byte order.
 */
public final class NativeMemory implements AutoCloseable {
    private final Pointer pointer;
    private final int size;

    public NativeMemory(int size) {
        this.size = size;
        this.pointer = Libc.RUNTIME.getMemoryManager().allocateDirect(Math.max(size, 1), true);
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
        return pointer.address();
    }

    public int size() {
        return size;
    }

    public NativeMemory put(long offset, byte[] bytes) {
        pointer.put(offset, bytes, 0, bytes.length);
        return this;
    }

    /** Copies {@code length} bytes of {@code bytes} from index {@code from}. */
    public NativeMemory put(long offset, byte[] bytes, int from, int length) {
        pointer.put(offset, bytes, from, length);
        return this;
    }

    public NativeMemory putLong(long offset, long value) {
        pointer.putLong(offset, value);
        return this;
    }

    public NativeMemory putInt(long offset, int value) {
        pointer.putInt(offset, value);
        return this;
    }

    public NativeMemory putShort(long offset, short value) {
        pointer.putShort(offset, value);
        return this;
    }

    public NativeMemory putByte(long offset, byte value) {
        pointer.putByte(offset, value);
        return this;
    }

    public long getLong(long offset) {
        return pointer.getLong(offset);
    }

    public int getInt(long offset) {
        return pointer.getInt(offset);
    }

    public short getShort(long offset) {
        return pointer.getShort(offset);
    }

    public byte getByte(long offset) {
        return pointer.getByte(offset);
    }

    /** Copies {@code length} bytes from {@code offset} to index {@code from} of {@code into}. */
    public void get(long offset, byte[] into, int from, int length) {
        pointer.get(offset, into, from, length);
    }

    /** Copies {@code length} bytes from {@code offset}. */
    public byte[] bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        pointer.get(offset, bytes, 0, length);
        return bytes;
    }

    @Override
    public void close() {
        Reference.reachabilityFence(this);
    }
}
