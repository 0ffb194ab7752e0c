package dev.slipway.host.linux;

/** Flags of open(2); some differ between processor architectures. */
public final class OpenFlag {
    public static final int RDONLY = 0;
    public static final int WRONLY = 1;
    public static final int RDWR = 2;
    public static final int CREAT = 0x40;
    public static final int EXCL = 0x80;
    public static final int TRUNC = 0x200;
    public static final int NONBLOCK = 0x800;
    public static final int DIRECTORY = x86() ? 0x10000 : 0x4000;
    public static final int NOFOLLOW = x86() ? 0x20000 : 0x8000;
    public static final int CLOEXEC = 0x80000;
    public static final int PATH = 0x200000;

    private OpenFlag() {}

    private static boolean x86() {
        return Architecture.current() == Architecture.X86_64;
    }
}
