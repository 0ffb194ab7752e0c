package dev.slipway.host.linux;

/**
 * splice(2): moves bytes from a pipe into a file inside the kernel.
 *
 * <p>Taking from the pipe and adding to the file are one act as far as the death of this process is concerned, which no
 * pair of read and write is: nothing taken is ever lost, nothing is there twice.
 */
public final class Splice {
    private static final int NONBLOCK = 2;
    private static final int MOVE = 1;

    private Splice() {}

    /**
     * Moves at most {@code length} bytes of what {@code pipe} holds now to {@code offset} of {@code file}.
     *
     * @return the number moved; 0 when every writer has closed the pipe; -1 when there is nothing now
     */
    public static long toFile(Fd pipe, Fd file, long offset, long length) {
        try (NativeMemory position = new NativeMemory(Long.BYTES).putLong(0, offset)) {
            long moved = Sys.raw(
                    SyscallNumber.SPLICE, pipe.number(), 0, file.number(), position.address(), length, MOVE | NONBLOCK);
            if (moved == -Errno.EAGAIN.code()) {
                return -1;
            }
            if (moved < 0) {
                throw new KernelException("splice to " + file.name() + " from", pipe.name(), Errno.of((int) -moved));
            }
            return moved;
        }
    }
}
