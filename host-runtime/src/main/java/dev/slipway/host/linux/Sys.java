package dev.slipway.host.linux;

import java.util.Arrays;
import jnr.ffi.LastError;

/**
 * Raw system calls by number, with errno turned into an exception and EINTR retried, in one place.
 *
 * <p>errno is per native thread and jffi keeps it until the next call on the same thread, so it is read here
 * immediately, with nothing in between that could block or log.
 */
public final class Sys {
    private static final int ARGUMENTS = 6;

    private Sys() {}

    /**
     * Calls the kernel and throws on failure.
     *
     * @param operation what is done, for the message: {@code "mount"}
     * @param target on what, for the message: a path, an address, or ""
     * @return the call's result, never negative
     */
    public static long call(String operation, String target, SyscallNumber number, long... args) {
        long result = raw(number, args);
        if (result < 0) {
            throw new KernelException(operation, target, Errno.of((int) -result));
        }
        return result;
    }

    /** Calls the kernel; the result, or the negative errno. EINTR is retried. */
    public static long raw(SyscallNumber number, long... args) {
        long[] a = args.length == ARGUMENTS ? args : Arrays.copyOf(args, ARGUMENTS);
        while (true) {
            long result = Libc.INSTANCE.syscall(number.value(), a[0], a[1], a[2], a[3], a[4], a[5]);
            if (result != -1) {
                return result;
            }
            int errno = LastError.getLastError(Libc.RUNTIME);
            if (errno != Errno.EINTR.code()) {
                return -errno;
            }
        }
    }
}
