package dev.slipway.host.linux;

import java.nio.file.Path;

/** Calls on open descriptors that are no kind of file in particular: pipes, events, duplicates, plain reads and writes. */
public final class Descriptors {
    public static final int READ_ONLY = 0;
    public static final int READ_WRITE = 2;
    public static final int PATH_ONLY = 0x200000;
    private static final int AT_FDCWD = -100;
    private static final int O_CREAT_EXCL = 0x40 | 0x80;
    private static final int OWNER_ONLY = 0600;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int F_SETFL = 4;
    private static final int F_GETFL = 3;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int POLL_SIZE = 8;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Descriptors() {}

    /** Opens an existing file of the engine's own; close-on-exec. @param flags of {@code READ_ONLY}, {@code READ_WRITE}, {@code PATH_ONLY} */
    public static Fd open(Path path, int flags) {
        String name = path.toString();
        try (NativeMemory text = NativeMemory.string(name)) {
            return new Fd(
                    (int) Sys.call("open", name, SyscallNumber.OPENAT, AT_FDCWD, text.address(), flags | CLOEXEC),
                    name);
        }
    }

    /** Makes a file that must not exist, with mode 0600, open for reading and writing. */
    public static Fd create(Path path) {
        String name = path.toString();
        try (NativeMemory text = NativeMemory.string(name)) {
            int flags = READ_WRITE | O_CREAT_EXCL | CLOEXEC;
            return new Fd(
                    (int) Sys.call("create", name, SyscallNumber.OPENAT, AT_FDCWD, text.address(), flags, OWNER_ONLY),
                    name);
        }
    }

    /** The two ends of a pipe, both close-on-exec and blocking. */
    public static Pair pipe(String name) {
        try (NativeMemory ends = new NativeMemory(2 * Integer.BYTES)) {
            Sys.call("pipe", name, SyscallNumber.PIPE2, ends.address(), CLOEXEC);
            return pair(ends, name);
        }
    }

    /** Two connected local sockets that keep message boundaries; both are alike. */
    public static Pair socketPair(String name) {
        try (NativeMemory ends = new NativeMemory(2 * Integer.BYTES)) {
            Sys.call(
                    "socketpair", name, SyscallNumber.SOCKETPAIR, AF_UNIX, SOCK_SEQPACKET | CLOEXEC, 0, ends.address());
            return pair(ends, name);
        }
    }

    private static Pair pair(NativeMemory ends, String name) {
        return new Pair(new Fd(ends.getInt(0), name), new Fd(ends.getInt(Integer.BYTES), name));
    }

    /** A counter that starts at 0; non-blocking. */
    public static Fd eventfd(String name) {
        return new Fd((int) Sys.call("eventfd", name, SyscallNumber.EVENTFD2, 0, CLOEXEC | NONBLOCK), name);
    }

    /** Another descriptor of the same open file whose number is at least {@code lowest}; close-on-exec. */
    public static Fd duplicate(Fd fd, int lowest) {
        long number = Sys.call("duplicate", fd.name(), SyscallNumber.FCNTL, fd.number(), F_DUPFD_CLOEXEC, lowest);
        return new Fd((int) number, fd.name());
    }

    /** Makes reads and writes on the open file return EAGAIN instead of waiting, for everybody who shares it. */
    public static void nonBlocking(Fd fd) {
        long flags = Sys.call("get flags of", fd.name(), SyscallNumber.FCNTL, fd.number(), F_GETFL);
        Sys.call("set flags of", fd.name(), SyscallNumber.FCNTL, fd.number(), F_SETFL, flags | NONBLOCK);
    }

    /** Asks for a pipe buffer of {@code bytes}; the kernel may refuse beyond its per-user limit, which is no error. */
    public static void pipeSize(Fd pipe, int bytes) {
        Sys.raw(SyscallNumber.FCNTL, pipe.number(), F_SETPIPE_SZ, bytes);
    }

    /** Changes the owner of an open file; for pipes this decides who may open {@code /proc/self/fd/N} again. */
    public static void chown(Fd fd, long uid, long gid) {
        Sys.call("chown", fd.name(), SyscallNumber.FCHOWN, fd.number(), uid, gid);
    }

    /** One read(2) into {@code memory}; the number of bytes, 0 at the end. */
    public static int read(Fd fd, NativeMemory memory) {
        return (int) Sys.call("read", fd.name(), SyscallNumber.READ, fd.number(), memory.address(), memory.size());
    }

    /** One write(2) of the whole {@code memory}; the number of bytes taken. */
    public static int write(Fd fd, NativeMemory memory) {
        return (int) Sys.call("write", fd.name(), SyscallNumber.WRITE, fd.number(), memory.address(), memory.size());
    }

    /** Adds {@code amount} to an eventfd. */
    public static void raise(Fd eventfd, long amount) {
        try (NativeMemory value = new NativeMemory(Long.BYTES).putLong(0, amount)) {
            write(eventfd, value);
        }
    }

    /** Waits until {@code fd} can be read or its other side has hung up; false when {@code millis} passed before. */
    public static boolean awaitReadable(Fd fd, long millis) {
        return awaitAny(millis, fd);
    }

    /** Waits until one of {@code fds} can be read or its other side has hung up; false when {@code millis} passed before. */
    public static boolean awaitAny(long millis, Fd... fds) {
        try (NativeMemory poll = new NativeMemory(POLL_SIZE * fds.length);
                NativeMemory timeout = new NativeMemory(2 * Long.BYTES)) {
            for (int i = 0; i < fds.length; i++) {
                poll.putInt((long) i * POLL_SIZE, fds[i].number()).putInt((long) i * POLL_SIZE + 4, 1);
            }
            timeout.putLong(0, millis / MILLIS_PER_SECOND).putLong(8, millis % MILLIS_PER_SECOND * NANOS_PER_MILLI);
            return Sys.call(
                            "poll",
                            fds[0].name(),
                            SyscallNumber.PPOLL,
                            poll.address(),
                            fds.length,
                            timeout.address(),
                            0,
                            0)
                    > 0;
        }
    }

    /** Both ends of something with two ends: of a pipe, {@code read} and {@code write} say which is which. */
    public record Pair(Fd read, Fd write) implements AutoCloseable {
        @Override
        public void close() {
            read.close();
            write.close();
        }
    }
}
