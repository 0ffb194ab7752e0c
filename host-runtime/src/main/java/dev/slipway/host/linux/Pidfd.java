package dev.slipway.host.linux;

import java.util.Optional;

/** A process by descriptor: unlike its number it never comes to mean another one. */
public final class Pidfd implements AutoCloseable {
    private static final int P_PIDFD = 3;
    private static final int WEXITED = 4;
    private static final int SIGINFO_SIZE = 128;
    private final Fd fd;

    private Pidfd(Fd fd) {
        this.fd = fd;
    }

    /** The process {@code pid}; ESRCH when there is none. */
    public static Pidfd open(int pid) {
        return new Pidfd(
                new Fd((int) Sys.call("open process", "" + pid, SyscallNumber.PIDFD_OPEN, pid, 0), "pid " + pid));
    }

    /** The process {@code pid}; empty when there is none. */
    public static Optional<Pidfd> find(int pid) {
        long fd = Sys.raw(SyscallNumber.PIDFD_OPEN, pid, 0);
        return fd < 0 ? Optional.empty() : Optional.of(new Pidfd(new Fd((int) fd, "pid " + pid)));
    }

    /** Readable when the process has ended; still owned by this. */
    public Fd fd() {
        return fd;
    }

    /** Sends a signal; false when the process has ended. */
    public boolean signal(int signal) {
        long result = Sys.raw(SyscallNumber.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0);
        if (result < 0 && result != -Errno.ESRCH.code()) {
            throw new KernelException("send signal " + signal + " to", fd.name(), Errno.of((int) -result));
        }
        return result == 0;
    }

    /** A duplicate of the process's descriptor {@code number}; empty when it has none of that number or has ended. */
    public Optional<Fd> findDescriptor(int number, String name) {
        long taken = Sys.raw(SyscallNumber.PIDFD_GETFD, fd.number(), number, 0);
        return taken < 0 ? Optional.empty() : Optional.of(new Fd((int) taken, name));
    }

    /** A duplicate of the process's descriptor {@code number}. */
    public Fd descriptor(int number, String name) {
        return new Fd((int) Sys.call("take descriptor", name, SyscallNumber.PIDFD_GETFD, fd.number(), number, 0), name);
    }

    /** Waits until the process, a child of this one, has ended and removes what is left of it; nothing if it is no child. */
    public void reap() {
        try (NativeMemory info = new NativeMemory(SIGINFO_SIZE)) {
            Sys.raw(SyscallNumber.WAITID, P_PIDFD, fd.number(), info.address(), WEXITED, 0);
        }
    }

    /** Waits until the process has ended, whoever's child it is; false when {@code millis} passed before. */
    public boolean awaitEnd(long millis) {
        return Descriptors.awaitReadable(fd, millis);
    }

    /** Whether the process has not ended. */
    public boolean isAlive() {
        return Sys.raw(SyscallNumber.PIDFD_SEND_SIGNAL, fd.number(), 0, 0, 0) == 0 && !Descriptors.awaitReadable(fd, 0);
    }

    @Override
    public void close() {
        fd.close();
    }
}
