package dev.slipway.host.linux;

/** sendfile(2) between files: the kernel moves the bytes, also across file systems. */
public final class FileCopy {
    /** Moved by one call, so that an interrupt is noticed soon. */
    private static final long PIECE_BYTES = 8L << 20;

    private FileCopy() {}

    /**
     * Copies from the files' positions to the end of {@code from}.
     *
     * @param bytes expected, at most this many are copied
     * @param check called between pieces; throws to stop
     */
    public static void copy(Fd from, Fd to, long bytes, Runnable check) {
        long left = bytes;
        while (left > 0) {
            check.run();
            long n = Sys.call(
                    "copy",
                    from.name(),
                    SyscallNumber.SENDFILE,
                    to.number(),
                    from.number(),
                    0,
                    Math.min(left, PIECE_BYTES));
            if (n == 0) {
                return;
            }
            left -= n;
        }
    }
}
