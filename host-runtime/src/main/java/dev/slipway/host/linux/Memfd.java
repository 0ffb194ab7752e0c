package dev.slipway.host.linux;

/** memfd_create(2): files that live in memory and have no name. */
public final class Memfd {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int SEAL_SEAL_SHRINK_GROW_WRITE = 0xf;
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_CLOEXEC = 0x80000;

    private Memfd() {}

    /** An empty file, readable and writable. */
    public static Fd create(String name) {
        try (NativeMemory text = NativeMemory.string(name)) {
            return new Fd((int) Sys.call("memfd", name, SyscallNumber.MEMFD_CREATE, text.address(), MFD_CLOEXEC), name);
        }
    }

    /**
     * An executable file of {@code content} that nobody, not even root through {@code /proc/N/exe}, can change any more.
     *
     * @return open for reading only: the kernel does not execute what somebody has open for writing
     */
    public static Fd sealedExecutable(String name, byte[] content) {
        try (NativeMemory text = NativeMemory.string(name);
                NativeMemory bytes = NativeMemory.of(content);
                Fd writable = executable(name, text)) {
            Descriptors.write(writable, bytes);
            Sys.call("seal", name, SyscallNumber.FCNTL, writable.number(), F_ADD_SEALS, SEAL_SEAL_SHRINK_GROW_WRITE);
            try (NativeMemory path = NativeMemory.string(writable.path())) {
                long fd = Sys.call("open", name, SyscallNumber.OPENAT, AT_FDCWD, path.address(), O_RDONLY_CLOEXEC);
                return new Fd((int) fd, name);
            }
        }
    }

    private static Fd executable(String name, NativeMemory text) {
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        // MFD_EXEC exists since 6.3; older kernels know only executable ones and answer EINVAL.
        long fd = Sys.raw(SyscallNumber.MEMFD_CREATE, text.address(), flags | MFD_EXEC);
        if (fd == -Errno.EINVAL.code()) {
            fd = Sys.call("memfd", name, SyscallNumber.MEMFD_CREATE, text.address(), flags);
        } else if (fd < 0) {
            throw new KernelException("memfd", name, Errno.of((int) -fd));
        }
        return new Fd((int) fd, name);
    }
}
