package dev.slipway.host.linux;

import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Runtime;

/**
 * The C library's door into the kernel; everything goes through {@link Sys}.
 *
 * <p>Public only because jnr defines the implementing class in a loader of its own.
 */
public interface Libc {
    /** The loaded library; binding happens once. */
    Libc INSTANCE = LibraryLoader.create(Libc.class)
            .option(LibraryOption.SaveError, Boolean.TRUE)
            .load("c");

    /** The jnr runtime of {@link #INSTANCE}. */
    Runtime RUNTIME = Runtime.getRuntime(INSTANCE);

    /** {@code syscall(2)}: the raw call, -1 with errno saved on failure. */
    long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** {@code calloc(3)}: address of a zeroed block, 0 when there is no memory. */
    long calloc(long count, long size);

    void free(long address);

    /**
     * posix_spawn(3): returns the errno instead of saving it. All arguments are addresses.
     *
     * @param unused 0: jnr hands over a wrong sixth argument to functions of exactly six, which the seventh avoids
     */
    int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp, long unused);

    int posix_spawn_file_actions_init(long actions);

    int posix_spawn_file_actions_adddup2(long actions, int from, int to);

    int posix_spawn_file_actions_destroy(long actions);

    int posix_spawnattr_init(long attributes);

    int posix_spawnattr_setflags(long attributes, short flags);

    int posix_spawnattr_setsigmask(long attributes, long mask);

    int posix_spawnattr_setsigdefault(long attributes, long signals);

    int posix_spawnattr_destroy(long attributes);
}
