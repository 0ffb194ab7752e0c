package dev.slipway.host.linux;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Extended attributes of a name in an open folder, never following a symbolic link (setxattrat(2) and its siblings,
 * Linux 6.13).
 */
public final class Xattrs {
    /** Largest value the kernel takes (XATTR_SIZE_MAX), in bytes. */
    public static final int MAX_VALUE_BYTES = 64 << 10;

    private static final int MAX_LIST_BYTES = 64 << 10;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int ARGS_BYTES = 16;

    /** Most attributes are a few bytes; a larger value costs a second call. */
    private static final int USUAL_BYTES = 256;

    private Xattrs() {}

    /** Names of the attributes of {@code file}; none where the file system has no attributes. "" is the folder itself. */
    public static List<String> list(DirFd folder, String file) {
        for (int room = USUAL_BYTES; ; room = MAX_LIST_BYTES) {
            try (NativeMemory path = path(file);
                    NativeMemory buffer = new NativeMemory(room)) {
                long length = Sys.raw(
                        SyscallNumber.LISTXATTRAT,
                        folder.fd().number(),
                        path.address(),
                        flags(file),
                        buffer.address(),
                        room);
                if (length == -Errno.ENOTSUP.code()) {
                    return List.of();
                }
                if (length != -Errno.ERANGE.code() || room == MAX_LIST_BYTES) {
                    int size = (int) checked("list attributes of", folder, file, length);
                    return split(new String(buffer.bytes(0, size), StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static List<String> split(String names) {
        return names.isEmpty() ? List.of() : Stream.of(names.split("\0")).toList();
    }

    /** The value of an attribute; empty when there is none. */
    public static Optional<byte[]> get(DirFd folder, String file, String name) {
        for (int room = USUAL_BYTES; ; room = MAX_VALUE_BYTES) {
            try (NativeMemory buffer = new NativeMemory(room)) {
                long length = with(SyscallNumber.GETXATTRAT, folder, file, name, buffer, room);
                if (length == -Errno.ENODATA.code() || length == -Errno.ENOTSUP.code()) {
                    return Optional.empty();
                }
                if (length != -Errno.ERANGE.code() || room == MAX_VALUE_BYTES) {
                    int size = (int) checked("read attribute " + name + " of", folder, file, length);
                    return Optional.of(buffer.bytes(0, size));
                }
            }
        }
    }

    public static void set(DirFd folder, String file, String name, byte[] value) {
        try (NativeMemory buffer = NativeMemory.of(value)) {
            long result = with(SyscallNumber.SETXATTRAT, folder, file, name, buffer, value.length);
            checked("set attribute " + name + " of", folder, file, result);
        }
    }

    /** Removes an attribute if it is there. */
    public static void remove(DirFd folder, String file, String name) {
        try (NativeMemory path = path(file);
                NativeMemory key = NativeMemory.string(name)) {
            long result = Sys.raw(
                    SyscallNumber.REMOVEXATTRAT, folder.fd().number(), path.address(), flags(file), key.address());
            if (result != -Errno.ENODATA.code()) {
                checked("remove attribute " + name + " of", folder, file, result);
            }
        }
    }

    private static long with(
            SyscallNumber call, DirFd folder, String file, String name, NativeMemory value, int valueBytes) {
        try (NativeMemory path = path(file);
                NativeMemory key = NativeMemory.string(name);
                NativeMemory args = new NativeMemory(ARGS_BYTES)) {
            args.putLong(0, value.address()).putInt(8, valueBytes);
            return Sys.raw(
                    call, folder.fd().number(), path.address(), flags(file), key.address(), args.address(), ARGS_BYTES);
        }
    }

    private static NativeMemory path(String file) {
        return FileName.memory(file.isEmpty() ? file : DirFd.component(file));
    }

    private static int flags(String file) {
        return file.isEmpty() ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW;
    }

    private static long checked(String operation, DirFd folder, String file, long result) {
        if (result < 0) {
            throw new KernelException(operation, folder.describe(file), Errno.of((int) -result));
        }
        return result;
    }
}
