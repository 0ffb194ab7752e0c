package dev.slipway.host.linux;

import java.nio.file.Path;

/** A regular file read and written at positions, by descriptor; for files the engine owns, under folders only root can change. */
public final class DataFile implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NOFOLLOW = Architecture.current() == Architecture.X86_64 ? 0x20000 : 0x8000;
    private static final int OWNER_ONLY = 0600;
    private static final int SEEK_END = 2;

    private final Fd fd;

    private DataFile(Fd fd) {
        this.fd = fd;
    }

    /** Opens {@code path} for reading and writing, made with mode 0600 when missing; its folder must exist. */
    public static DataFile open(Path path) {
        return open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW);
    }

    /** Opens an existing file for reading. */
    public static DataFile openToRead(Path path) {
        return open(path, O_CLOEXEC | O_NOFOLLOW);
    }

    /** Takes ownership of the descriptor of a regular file. */
    public static DataFile of(Fd fd) {
        return new DataFile(fd);
    }

    private static DataFile open(Path path, int flags) {
        String name = path.toString();
        try (NativeMemory text = NativeMemory.string(name)) {
            long fd = Sys.call("open", name, SyscallNumber.OPENAT, AT_FDCWD, text.address(), flags, OWNER_ONLY);
            return new DataFile(new Fd((int) fd, name));
        }
    }

    /** The descriptor; still owned by this. */
    public Fd fd() {
        return fd;
    }

    /** In bytes. */
    public long size() {
        return Sys.call("seek", fd.name(), SyscallNumber.LSEEK, fd.number(), 0, SEEK_END);
    }

    /**
     * Reads into {@code memory} from its start.
     *
     * @return bytes read, less than {@code length} only at the end of the file
     */
    public int read(NativeMemory memory, int length, long offset) {
        int done = 0;
        while (done < length) {
            long n = Sys.call(
                    "read",
                    fd.name(),
                    SyscallNumber.PREAD64,
                    fd.number(),
                    memory.address() + done,
                    length - done,
                    offset + done);
            if (n == 0) {
                break;
            }
            done += (int) n;
        }
        return done;
    }

    /** Writes the first {@code length} bytes of {@code memory} at {@code offset}. */
    public void write(NativeMemory memory, int length, long offset) {
        int done = 0;
        while (done < length) {
            done += (int) Sys.call(
                    "write",
                    fd.name(),
                    SyscallNumber.PWRITE64,
                    fd.number(),
                    memory.address() + done,
                    length - done,
                    offset + done);
        }
    }

    /** Cuts or extends the file. */
    public void truncate(long size) {
        Sys.call("truncate", fd.name(), SyscallNumber.FTRUNCATE, fd.number(), size);
    }

    @Override
    public void close() {
        fd.close();
    }
}
