package dev.slipway.host.linux;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reading files that a stranger has prepared, below a folder that is taken for {@code /}: links cannot leave it, FIFOs and devices are not read, sizes are bounded. */
public final class RootedFile {
    private static final int O_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_TYPE = 1;
    private static final int STATX_BYTES = 256;
    private static final int MODE_OFFSET = 28;
    private static final int TYPE_MASK = 0170000;
    private static final int REGULAR = 0100000;
    private static final int CHUNK = 16 << 10;

    private RootedFile() {}

    /**
     * The text of the regular file at {@code path}; empty when there is none.
     *
     * @param limit bytes beyond which the file is refused with EFBIG
     */
    public static Optional<String> read(Fd root, String path, int limit) {
        try (NativeMemory name = NativeMemory.string(path);
                NativeMemory how = new NativeMemory(Resolve.HOW_BYTES)
                        .putLong(0, O_NONBLOCK_CLOEXEC)
                        .putLong(16, Resolve.IN_ROOT)) {
            long number =
                    Sys.raw(SyscallNumber.OPENAT2, root.number(), name.address(), how.address(), Resolve.HOW_BYTES);
            if (number < 0) {
                return Optional.empty();
            }
            try (Fd fd = new Fd((int) number, path)) {
                return isRegular(fd) ? Optional.of(text(fd, limit)) : Optional.empty();
            }
        }
    }

    private static boolean isRegular(Fd fd) {
        try (NativeMemory empty = NativeMemory.string("");
                NativeMemory stat = new NativeMemory(STATX_BYTES)) {
            Sys.call(
                    "stat",
                    fd.name(),
                    SyscallNumber.STATX,
                    fd.number(),
                    empty.address(),
                    AT_EMPTY_PATH,
                    STATX_TYPE,
                    stat.address());
            return (stat.getShort(MODE_OFFSET) & TYPE_MASK) == REGULAR;
        }
    }

    private static String text(Fd fd, int limit) {
        byte[] content = new byte[CHUNK];
        int length = 0;
        try (NativeMemory chunk = new NativeMemory(CHUNK)) {
            for (int n = Descriptors.read(fd, chunk); n > 0; n = Descriptors.read(fd, chunk)) {
                if (length + n > limit) {
                    throw new KernelException("read", fd.name(), Errno.EFBIG);
                }
                content = length + n > content.length ? java.util.Arrays.copyOf(content, content.length * 2) : content;
                System.arraycopy(chunk.bytes(0, n), 0, content, length, n);
                length += n;
            }
        }
        return new String(content, 0, length, StandardCharsets.UTF_8);
    }
}
