package dev.slipway.host.linux;

import java.nio.file.Path;

/** The mount API by descriptors: fsopen(2) and fsconfig(2), open_tree(2), mount_setattr(2). Flags and structures are shared with programs that run elsewhere. */
public final class Mounts {
    public static final int FSOPEN_CLOEXEC = 1;
    public static final int FSMOUNT_CLOEXEC = 1;
    public static final int FSCONFIG_SET_FLAG = 0;
    public static final int FSCONFIG_SET_STRING = 1;
    public static final int FSCONFIG_SET_FD = 5;
    public static final int FSCONFIG_CMD_CREATE = 6;
    public static final int MOVE_MOUNT_F_EMPTY_PATH = 0x04;
    public static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    public static final int OPEN_TREE_CLONE = 1;
    public static final int OPEN_TREE_CLOEXEC = 0x80000;
    public static final int AT_RECURSIVE = 0x8000;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_FDCWD = -100;
    public static final long ATTR_RDONLY = 0x01;
    public static final long ATTR_NOSUID = 0x02;
    public static final long ATTR_NODEV = 0x04;
    public static final long ATTR_NOEXEC = 0x08;
    public static final long ATTR_NOATIME = 0x10;
    public static final long ATTR_STRICTATIME = 0x20;
    public static final long ATTR_IDMAP = 0x00100000;

    /** Size of {@code struct mount_attr}: set, clear, propagation, user namespace descriptor; 8 bytes each. */
    public static final int ATTR_SIZE = 32;

    public static final long PROPAGATION_PRIVATE = 1 << 18;
    public static final long PROPAGATION_SLAVE = 1 << 19;
    public static final long PROPAGATION_SHARED = 1 << 20;

    private Mounts() {}

    /** fsopen(2): a file system about to be configured. */
    public static Fd open(String type) {
        try (NativeMemory name = NativeMemory.string(type)) {
            return new Fd(
                    (int) Sys.call("open file system", type, SyscallNumber.FSOPEN, name.address(), FSOPEN_CLOEXEC),
                    type);
        }
    }

    /** fsconfig(2) with a descriptor as value. */
    public static void configure(Fd fs, String key, Fd value) {
        try (NativeMemory name = NativeMemory.string(key)) {
            String target = fs.name() + " " + key + "=" + value.name();
            Sys.call(
                    "configure",
                    target,
                    SyscallNumber.FSCONFIG,
                    fs.number(),
                    FSCONFIG_SET_FD,
                    name.address(),
                    0,
                    value.number());
        }
    }

    /** fsconfig(2) with a string as value. */
    public static void configure(Fd fs, String key, String value) {
        try (NativeMemory name = NativeMemory.string(key);
                NativeMemory text = NativeMemory.string(value)) {
            String target = fs.name() + " " + key + "=" + value;
            Sys.call(
                    "configure",
                    target,
                    SyscallNumber.FSCONFIG,
                    fs.number(),
                    FSCONFIG_SET_STRING,
                    name.address(),
                    text.address(),
                    0);
        }
    }

    /** fsconfig(2) with an option that has no value. */
    public static void configure(Fd fs, String flag) {
        try (NativeMemory name = NativeMemory.string(flag)) {
            Sys.call(
                    "configure",
                    fs.name() + " " + flag,
                    SyscallNumber.FSCONFIG,
                    fs.number(),
                    FSCONFIG_SET_FLAG,
                    name.address(),
                    0,
                    0);
        }
    }

    /**
     * Creates the configured file system and mounts it nowhere.
     *
     * @param attributes of {@code ATTR_…}
     */
    public static Fd mountDetached(Fd fs, long attributes) {
        Sys.call("create file system", fs.name(), SyscallNumber.FSCONFIG, fs.number(), FSCONFIG_CMD_CREATE, 0, 0, 0);
        long mount = Sys.call("mount", fs.name(), SyscallNumber.FSMOUNT, fs.number(), FSMOUNT_CLOEXEC, attributes);
        return new Fd((int) mount, fs.name());
    }

    /** A detached copy of the mount at {@code path}, showing what is below it. */
    public static Fd cloneTree(Path path, boolean recursive) {
        String name = path.toString();
        try (NativeMemory text = NativeMemory.string(name)) {
            long flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
            return new Fd(
                    (int) Sys.call("clone mount", name, SyscallNumber.OPEN_TREE, AT_FDCWD, text.address(), flags),
                    name);
        }
    }

    /** A detached copy of the mount {@code fd} stands on, showing what is below it. */
    public static Fd cloneTree(Fd fd, boolean recursive) {
        try (NativeMemory empty = NativeMemory.string("")) {
            long flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
            long tree =
                    Sys.call("clone mount", fd.name(), SyscallNumber.OPEN_TREE, fd.number(), empty.address(), flags);
            return new Fd((int) tree, fd.name());
        }
    }

    /**
     * mount_setattr(2).
     *
     * @param propagation one of {@code PROPAGATION_…} or 0
     */
    public static void set(Fd mount, long attributes, long propagation, boolean recursive) {
        try (NativeMemory attr =
                new NativeMemory(ATTR_SIZE).putLong(0, attributes).putLong(16, propagation)) {
            apply("set attributes of", mount, attr, recursive);
        }
    }

    /** Makes the mount show ids as the user namespace maps them; it must be detached. */
    public static void idmap(Fd mount, Fd userNamespace, boolean recursive) {
        try (NativeMemory attr =
                new NativeMemory(ATTR_SIZE).putLong(0, ATTR_IDMAP).putLong(24, userNamespace.number())) {
            apply("map ids of", mount, attr, recursive);
        }
    }

    private static void apply(String operation, Fd mount, NativeMemory attr, boolean recursive) {
        try (NativeMemory empty = NativeMemory.string("")) {
            Sys.call(
                    operation,
                    mount.name(),
                    SyscallNumber.MOUNT_SETATTR,
                    mount.number(),
                    empty.address(),
                    AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                    attr.address(),
                    ATTR_SIZE);
        }
    }
}
