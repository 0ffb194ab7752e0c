package dev.slipway.host.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An open folder, through which files are reached by descriptor so that nobody can swap a part of the path meanwhile.
 *
 * <p>Names are single components and never follow a symbolic link; only {@link #beneath} and {@link #inRoot} take
 * relative paths, and the kernel keeps those inside this folder. Names are text as {@link FileName} carries it.
 */
public final class DirFd implements AutoCloseable {
    /** Most names {@link #names} returns: they are held in memory to be sorted. */
    public static final int MAX_NAMES = 1_000_000;

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int UTIME_NOW = 0x3fffffff;
    private static final int SEEK_SET = 0;
    private static final int DENTS_BUFFER_BYTES = 32 << 10;
    private static final int DENT_LENGTH = 16;
    private static final int DENT_NAME = 19;

    private final Fd fd;

    private DirFd(Fd fd) {
        this.fd = fd;
    }

    /** Opens a folder of the engine's own, whose parents only root can change. The last part is not followed. */
    public static DirFd open(Path path) {
        String name = path.toString();
        try (NativeMemory text = FileName.memory(name)) {
            int flags = OpenFlag.DIRECTORY | OpenFlag.NOFOLLOW | OpenFlag.CLOEXEC;
            long fd = Sys.call("open", name, SyscallNumber.OPENAT, AT_FDCWD, text.address(), flags);
            return new DirFd(new Fd((int) fd, name));
        }
    }

    /** Takes ownership of the descriptor of a folder. */
    public static DirFd of(Fd fd) {
        return new DirFd(fd);
    }

    /** A folder by a descriptor that stays the caller's: do not close. */
    public static DirFd borrowed(Fd fd) {
        return new DirFd(fd);
    }

    /** The descriptor; still owned by this. */
    public Fd fd() {
        return fd;
    }

    /** Opens the folder at {@code path} below this one; no symbolic link is followed. "" is this folder, opened again. */
    public DirFd beneath(String path) {
        int flags = OpenFlag.DIRECTORY | OpenFlag.CLOEXEC;
        return new DirFd(openAt(path.isEmpty() ? "." : path, flags, 0, Resolve.STRICT));
    }

    /** Opens the folder at {@code path} as if this were the root folder: symbolic links are followed inside it. */
    public DirFd inRoot(String path) {
        int flags = OpenFlag.DIRECTORY | OpenFlag.CLOEXEC;
        return new DirFd(openAt(path.isEmpty() ? "." : path, flags, 0, Resolve.IN_ROOT));
    }

    /** Opens {@code path} below this folder for reading, without blocking on FIFOs; no symbolic link is followed. */
    public Fd openToRead(String path) {
        return openAt(path, OpenFlag.CLOEXEC | OpenFlag.NOFOLLOW | OpenFlag.NONBLOCK, 0, Resolve.STRICT);
    }

    /** Makes a new regular file, open for reading and writing; EEXIST when the name is taken. */
    public Fd create(String name, int mode) {
        int flags = OpenFlag.RDWR | OpenFlag.CREAT | OpenFlag.EXCL | OpenFlag.NOFOLLOW | OpenFlag.CLOEXEC;
        return openAt(component(name), flags, mode, Resolve.STRICT);
    }

    /** openat2(2). */
    public Fd openAt(String path, int flags, int mode, long resolve) {
        String target = describe(path);
        try (NativeMemory text = FileName.memory(path);
                NativeMemory how = new NativeMemory(Resolve.HOW_BYTES)) {
            how.putLong(0, flags).putLong(8, mode).putLong(16, resolve);
            long number = Sys.call(
                    "open",
                    target,
                    SyscallNumber.OPENAT2,
                    fd.number(),
                    text.address(),
                    how.address(),
                    Resolve.HOW_BYTES);
            return new Fd((int) number, target);
        }
    }

    /** What {@code name} is; empty when there is nothing. */
    public Optional<Stat> find(String name) {
        try (NativeMemory text = FileName.memory(component(name));
                NativeMemory buffer = new NativeMemory(Stat.SIZE)) {
            long result = Sys.raw(
                    SyscallNumber.STATX,
                    fd.number(),
                    text.address(),
                    AT_SYMLINK_NOFOLLOW,
                    STATX_BASIC_STATS,
                    buffer.address());
            if (result == -Errno.ENOENT.code()) {
                return Optional.empty();
            }
            return Optional.of(checked(result, describe(name), buffer));
        }
    }

    /** What {@code name} is; ENOENT when there is nothing. */
    public Stat stat(String name) {
        return find(name).orElseThrow(() -> new KernelException("stat", describe(name), Errno.ENOENT));
    }

    /** What this folder is. */
    public Stat stat() {
        return stat(fd);
    }

    /** What an open file is. */
    public static Stat stat(Fd file) {
        try (NativeMemory empty = FileName.memory("");
                NativeMemory buffer = new NativeMemory(Stat.SIZE)) {
            long result = Sys.raw(
                    SyscallNumber.STATX,
                    file.number(),
                    empty.address(),
                    AT_EMPTY_PATH,
                    STATX_BASIC_STATS,
                    buffer.address());
            return checked(result, file.name(), buffer);
        }
    }

    private static Stat checked(long result, String target, NativeMemory buffer) {
        if (result < 0) {
            throw new KernelException("stat", target, Errno.of((int) -result));
        }
        return Stat.read(buffer);
    }

    /** The names in this folder, in no order, without "." and "..". E2BIG when there are more than {@link #MAX_NAMES}. */
    public List<String> names() {
        List<String> names = names(MAX_NAMES);
        if (names.size() > MAX_NAMES) {
            throw new KernelException("list", fd.name(), Errno.E2BIG);
        }
        return names;
    }

    /** Like {@link #names()}, but stops soon after {@code enough} names. */
    public List<String> names(int enough) {
        List<String> names = new ArrayList<>();
        Sys.call("seek", fd.name(), SyscallNumber.LSEEK, fd.number(), 0, SEEK_SET);
        try (NativeMemory buffer = new NativeMemory(DENTS_BUFFER_BYTES)) {
            while (names.size() <= enough) {
                int length = (int) Sys.call(
                        "list", fd.name(), SyscallNumber.GETDENTS64, fd.number(), buffer.address(), DENTS_BUFFER_BYTES);
                if (length == 0) {
                    break;
                }
                addNames(buffer.bytes(0, length), buffer, names);
            }
        }
        return names;
    }

    private static void addNames(byte[] entries, NativeMemory buffer, List<String> names) {
        int at = 0;
        while (at < entries.length) {
            int start = at + DENT_NAME;
            int end = start;
            while (entries[end] != 0) {
                end++;
            }
            boolean own =
                    entries[start] == '.' && (end == start + 1 || (entries[start + 1] == '.' && end == start + 2));
            if (!own) {
                names.add(FileName.decode(entries, start, end - start));
            }
            at += buffer.getShort(at + DENT_LENGTH) & 0xFFFF;
        }
    }

    public void mkdir(String name, int mode) {
        at("mkdir", SyscallNumber.MKDIRAT, name, mode);
    }

    /** @param mode type and permissions; the process's umask applies to the latter */
    public void mknod(String name, int mode, int major, int minor) {
        // The kernel's 32-bit encoding (new_encode_dev).
        long dev = (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12);
        at("mknod", SyscallNumber.MKNODAT, name, mode, dev);
    }

    public void symlink(String target, String name) {
        try (NativeMemory to = FileName.memory(target);
                NativeMemory text = FileName.memory(component(name))) {
            Sys.call("symlink", describe(name), SyscallNumber.SYMLINKAT, to.address(), fd.number(), text.address());
        }
    }

    /** Where the symbolic link {@code name} points. */
    public String readLink(String name) {
        int room = FileName.MAX_PATH_BYTES + 1;
        try (NativeMemory text = FileName.memory(component(name));
                NativeMemory buffer = new NativeMemory(room)) {
            long length = Sys.call(
                    "readlink",
                    describe(name),
                    SyscallNumber.READLINKAT,
                    fd.number(),
                    text.address(),
                    buffer.address(),
                    room);
            return FileName.decode(buffer.bytes(0, (int) length), 0, (int) length);
        }
    }

    /** Makes {@code newName} in {@code to} a hard link of {@code name}, which is not followed. */
    public void link(String name, DirFd to, String newName) {
        two("link", SyscallNumber.LINKAT, name, to, newName, 0);
    }

    /** Renames {@code name} to {@code newName} in {@code to}, replacing what is there if it can be. */
    public void rename(String name, DirFd to, String newName) {
        two("rename", SyscallNumber.RENAMEAT2, name, to, newName, 0);
    }

    private void two(String operation, SyscallNumber call, String name, DirFd to, String newName, int flags) {
        try (NativeMemory from = FileName.memory(component(name));
                NativeMemory into = FileName.memory(component(newName))) {
            String target = describe(name) + "' to '" + to.describe(newName);
            Sys.call(operation, target, call, fd.number(), from.address(), to.fd.number(), into.address(), flags);
        }
    }

    /** Changes the owner of {@code name} itself; the kernel clears setuid, setgid and file capabilities by it. */
    public void chown(String name, long uid, long gid) {
        at("chown", SyscallNumber.FCHOWNAT, name, (int) uid, (int) gid, AT_SYMLINK_NOFOLLOW);
    }

    /** Changes the owner of this folder. */
    public void chown(long uid, long gid) {
        Sys.call("chown", fd.name(), SyscallNumber.FCHOWN, fd.number(), (int) uid, (int) gid);
    }

    /** Changes the permissions of {@code name}, which must not be a symbolic link. */
    public void chmod(String name, int mode) {
        at("chmod", SyscallNumber.FCHMODAT2, name, mode, AT_SYMLINK_NOFOLLOW);
    }

    /** Changes the permissions of this folder. */
    public void chmod(int mode) {
        Sys.call("chmod", fd.name(), SyscallNumber.FCHMOD, fd.number(), mode);
    }

    /** Sets the modification time of {@code name} itself and the access time to now. */
    public void touch(String name, long seconds, int nanos) {
        try (NativeMemory text = FileName.memory(component(name));
                NativeMemory times = times(seconds, nanos)) {
            Sys.call(
                    "set the time of",
                    describe(name),
                    SyscallNumber.UTIMENSAT,
                    fd.number(),
                    text.address(),
                    times.address(),
                    AT_SYMLINK_NOFOLLOW);
        }
    }

    /** Sets the modification time of this folder and its access time to now. */
    public void touch(long seconds, int nanos) {
        try (NativeMemory times = times(seconds, nanos)) {
            // A null name means the descriptor itself (utimensat(2), as futimens uses it).
            Sys.call("set the time of", fd.name(), SyscallNumber.UTIMENSAT, fd.number(), 0, times.address(), 0);
        }
    }

    private static NativeMemory times(long seconds, int nanos) {
        return new NativeMemory(32)
                .putLong(0, 0)
                .putLong(8, UTIME_NOW)
                .putLong(16, seconds)
                .putLong(24, nanos);
    }

    /** Removes a name that is no folder; false when there is nothing. */
    public boolean unlink(String name) {
        return removed("unlink", name, 0);
    }

    /** Removes an empty folder; false when there is nothing. */
    public boolean rmdir(String name) {
        return removed("rmdir", name, AT_REMOVEDIR);
    }

    /** Removes a folder if nothing is in it (or it is not there); false when something is. */
    public boolean rmdirIfEmpty(String name) {
        try {
            rmdir(name);
            return true;
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOTEMPTY) {
                return false;
            }
            throw e;
        }
    }

    private boolean removed(String operation, String name, int flags) {
        try (NativeMemory text = FileName.memory(component(name))) {
            long result = Sys.raw(SyscallNumber.UNLINKAT, fd.number(), text.address(), flags);
            if (result < 0 && result != -Errno.ENOENT.code()) {
                throw new KernelException(operation, describe(name), Errno.of((int) -result));
            }
            return result == 0;
        }
    }

    private void at(String operation, SyscallNumber call, String name, long... rest) {
        try (NativeMemory text = FileName.memory(component(name))) {
            long[] args = new long[rest.length + 2];
            args[0] = fd.number();
            args[1] = text.address();
            System.arraycopy(rest, 0, args, 2, rest.length);
            Sys.call(operation, describe(name), call, args);
        }
    }

    /** Refuses what the kernel would take as a path: then a link on the way would be followed. */
    static String component(String name) {
        boolean path = name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0;
        if (path || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is not a single file name");
        }
        return name;
    }

    String describe(String name) {
        return fd.name() + "/" + name;
    }

    @Override
    public void close() {
        fd.close();
    }
}
