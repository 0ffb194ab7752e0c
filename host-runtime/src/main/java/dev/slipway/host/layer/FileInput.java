package dev.slipway.host.layer;

import dev.slipway.host.linux.DataFile;
import dev.slipway.host.linux.NativeMemory;
import java.io.InputStream;

/** Reads a file through a native buffer that outlives it. */
final class FileInput extends InputStream {
    /** Size of a buffer that is worth its system calls. */
    static final int BUFFER_BYTES = 128 << 10;

    private final DataFile file;
    private final NativeMemory buffer;
    private long position;

    /** @param buffer of {@link #BUFFER_BYTES}; both stay the caller's */
    FileInput(DataFile file, NativeMemory buffer) {
        this.file = file;
        this.buffer = buffer;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        int n = file.read(buffer, Math.min(length, BUFFER_BYTES), position);
        buffer.get(0, into, from, n);
        position += n;
        return n == 0 ? -1 : n;
    }
}
