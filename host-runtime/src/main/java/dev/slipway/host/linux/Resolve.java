package dev.slipway.host.linux;

/** How openat2(2) may walk a path. */
public final class Resolve {
    public static final long NO_XDEV = 0x01;
    public static final long NO_MAGICLINKS = 0x02;
    public static final long NO_SYMLINKS = 0x04;
    public static final long BENEATH = 0x08;
    private static final long ROOT = 0x10;

    /** Below the folder and through no link at all. */
    public static final long STRICT = BENEATH | NO_SYMLINKS | NO_MAGICLINKS;

    /** As if the folder were {@code /}: links and ".." are followed but cannot leave it. */
    public static final long IN_ROOT = ROOT | NO_MAGICLINKS;

    /** Size of {@code struct open_how}. */
    static final int HOW_BYTES = 24;

    private Resolve() {}
}
