package dev.slipway.host.linux;

import java.nio.file.Path;

/** Device rules of a cgroup2 group: a BPF program that is asked for each opening and making of a device (bpf(2)). */
public final class CgroupDevices {
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int TYPE_CGROUP_DEVICE = 15;
    private static final int ATTACH_CGROUP_DEVICE = 6;
    /** Groups below may add stricter programs; all of them must agree. */
    private static final int ALLOW_MULTI = 2;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int LOAD_ATTRIBUTES = 72;
    private static final int ATTACH_ATTRIBUTES = 16;
    private static final int AT_FDCWD = -100;
    private static final int O_DIRECTORY = 0x10000;
    private static final int O_DIRECTORY_ARM = 0x4000;
    private static final int O_CLOEXEC = 0x80000;

    private CgroupDevices() {}

    /** Has the kernel verify {@code instructions}; they stay loaded as long as the descriptor or a group uses them. */
    public static Fd load(byte[] instructions) {
        try (NativeMemory program = NativeMemory.of(instructions);
                NativeMemory license = NativeMemory.string("Apache-2.0");
                NativeMemory attributes = new NativeMemory(LOAD_ATTRIBUTES)) {
            attributes
                    .putInt(0, TYPE_CGROUP_DEVICE)
                    .putInt(4, instructions.length / INSTRUCTION_BYTES)
                    .putLong(8, program.address())
                    .putLong(16, license.address());
            long number = Sys.call(
                    "bpf load", "device rules", SyscallNumber.BPF, PROG_LOAD, attributes.address(), LOAD_ATTRIBUTES);
            return new Fd((int) number, "device rules");
        }
    }

    /** Puts {@code program} before every device access of the processes in {@code group}. */
    public static void attach(Fd program, Path group) {
        try (Fd folder = open(group);
                NativeMemory attributes = new NativeMemory(ATTACH_ATTRIBUTES)) {
            attributes
                    .putInt(0, folder.number())
                    .putInt(4, program.number())
                    .putInt(8, ATTACH_CGROUP_DEVICE)
                    .putInt(12, ALLOW_MULTI);
            Sys.call(
                    "bpf attach",
                    group.toString(),
                    SyscallNumber.BPF,
                    PROG_ATTACH,
                    attributes.address(),
                    ATTACH_ATTRIBUTES);
        }
    }

    private static Fd open(Path group) {
        int directory = Architecture.current() == Architecture.X86_64 ? O_DIRECTORY : O_DIRECTORY_ARM;
        try (NativeMemory path = NativeMemory.string(group.toString())) {
            long number = Sys.call(
                    "open", group.toString(), SyscallNumber.OPENAT, AT_FDCWD, path.address(), directory | O_CLOEXEC, 0);
            return new Fd((int) number, group.toString());
        }
    }
}
