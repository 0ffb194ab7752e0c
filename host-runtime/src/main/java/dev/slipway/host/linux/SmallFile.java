package dev.slipway.host.linux;

import java.nio.charset.StandardCharsets;

/** Files of proc(5) and the like: opened, read or written in one call, closed. */
public final class SmallFile {
    private static final int AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_WRONLY = 1;

    /** Most bytes read; what the engine reads this way is a line or two. */
    private static final int READ_LIMIT = 64 << 10;

    private static final int CHUNK = 4 << 10;

    private SmallFile() {}

    /** Writes {@code text} by a single write(2), as the kernel's control files demand. */
    public static void write(String path, String text) {
        try (NativeMemory name = NativeMemory.string(path);
                NativeMemory bytes = NativeMemory.of(text.getBytes(StandardCharsets.UTF_8));
                Fd fd = open(path, name, O_WRONLY | O_CLOEXEC)) {
            Descriptors.write(fd, bytes);
        }
    }

    /** The first 64 KiB of the file. */
    public static String read(String path) {
        try (NativeMemory name = NativeMemory.string(path);
                Fd fd = open(path, name, O_CLOEXEC)) {
            return read(fd);
        }
    }

    /** The first 64 KiB from where {@code fd} stands. */
    public static String read(Fd fd) {
        try (NativeMemory chunk = new NativeMemory(CHUNK)) {
            int n = Descriptors.read(fd, chunk);
            // These files fill the buffer as long as they have more (seq_file), so a short read is their end.
            return n < CHUNK ? new String(chunk.bytes(0, n), StandardCharsets.UTF_8) : longer(fd, chunk);
        }
    }

    private static String longer(Fd fd, NativeMemory chunk) {
        byte[] content = new byte[READ_LIMIT];
        int length = 0;
        int n = CHUNK;
        while (n > 0 && length < READ_LIMIT) {
            int taken = Math.min(n, READ_LIMIT - length);
            chunk.get(0, content, length, taken);
            length += taken;
            n = Descriptors.read(fd, chunk);
        }
        return new String(content, 0, length, StandardCharsets.UTF_8);
    }

    private static Fd open(String path, NativeMemory name, int flags) {
        return new Fd((int) Sys.call("open", path, SyscallNumber.OPENAT, AT_FDCWD, name.address(), flags), path);
    }
}
