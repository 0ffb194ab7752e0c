package dev.slipway.host.linux;

/** ioctls of terminals (ioctl_tty(2)); numbers are shared with programs that run elsewhere. */
public final class Terminal {
    /** Unlocks the other side of a master. */
    public static final long TIOCSPTLCK = 0x40045431;

    /** Opens the other side of a master by descriptor, not by a path somebody could have prepared. */
    public static final long TIOCGPTPEER = 0x5441;

    /** Makes the terminal the session's. */
    public static final long TIOCSCTTY = 0x540E;

    /** Sets the size ({@code struct winsize}). */
    public static final long TIOCSWINSZ = 0x5414;

    private static final int WINSIZE_BYTES = 8;

    private Terminal() {}

    /** Sets the size in cells; whoever runs in the terminal gets SIGWINCH. */
    public static void resize(Fd master, int columns, int rows) {
        try (NativeMemory size =
                new NativeMemory(WINSIZE_BYTES).putShort(0, (short) rows).putShort(2, (short) columns)) {
            Sys.call("resize", master.name(), SyscallNumber.IOCTL, master.number(), TIOCSWINSZ, size.address());
        }
    }
}
