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
        byte[] content = new byte[READ_LIMIT];
        int length = 0;
        try (NativeMemory chunk = new NativeMemory(CHUNK)) {
            while (length < READ_LIMIT) {
                int n = Descriptors.read(fd, chunk);
                if (n == 0) {
                    break;
                }
                int taken = Math.min(n, READ_LIMIT - length);
                System.arraycopy(chunk.bytes(0, taken), 0, content, length, taken);
                length += taken;
            }
        }
        return new String(content, 0, length, StandardCharsets.UTF_8);
    }

    private static Fd open(String path, NativeMemory name, int flags) {
        return new Fd((int) Sys.call("open", path, SyscallNumber.OPENAT, AT_FDCWD, name.address(), flags), path);
    }
}
