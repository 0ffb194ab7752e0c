package dev.slipway.host.linux;

/** A control group hierarchy of one's own, without controllers (fsopen(2), cgroups(7)). */
public final class CgroupMount {
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int SET_FLAG = 0;
    private static final int SET_STRING = 1;
    private static final int CREATE = 6;

    private CgroupMount() {}

    /**
     * A detached v1 hierarchy called {@code name} with {@code favordynmods} (kernel 6.0); it lives as long as the
     * descriptor.
     */
    public static Fd favoringMoves(String name) {
        try (Fd context = open();
                NativeMemory none = NativeMemory.string("none");
                NativeMemory favor = NativeMemory.string("favordynmods");
                NativeMemory key = NativeMemory.string("name");
                NativeMemory value = NativeMemory.string(name)) {
            config(context, SET_FLAG, none.address(), 0);
            config(context, SET_FLAG, favor.address(), 0);
            config(context, SET_STRING, key.address(), value.address());
            config(context, CREATE, 0, 0);
            int mount =
                    (int) Sys.call("fsmount", "cgroup", SyscallNumber.FSMOUNT, context.number(), FSMOUNT_CLOEXEC, 0);
            return new Fd(mount, "cgroup hierarchy '" + name + "'");
        }
    }

    private static Fd open() {
        try (NativeMemory type = NativeMemory.string("cgroup")) {
            int number = (int) Sys.call("fsopen", "cgroup", SyscallNumber.FSOPEN, type.address(), FSOPEN_CLOEXEC);
            return new Fd(number, "cgroup mount context");
        }
    }

    private static void config(Fd context, int command, long key, long value) {
        Sys.call("fsconfig", "cgroup", SyscallNumber.FSCONFIG, context.number(), command, key, value, 0);
    }
}
