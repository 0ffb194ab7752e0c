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
}
