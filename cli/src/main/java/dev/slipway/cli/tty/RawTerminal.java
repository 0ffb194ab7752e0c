package dev.slipway.cli.tty;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The terminal of standard input with every key passed on as it is, until closed. The structure of its settings stays
 * opaque here, so one buffer that is large enough fits every system.
 */
public final class RawTerminal implements AutoCloseable {

    /** {@code struct termios} has 60 bytes on Linux and 72 on macOS. */
    private static final int TERMIOS_BYTES = 256;

    private static final int STDIN = 0;
    private static final int TCSADRAIN = 1;
    private static final long TIOCGWINSZ = System.getProperty("os.name", "").startsWith("Mac") ? 0x40087468L : 0x5413L;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment before = arena.allocate(TERMIOS_BYTES);
    private final TerminalCalls.Set tcsetattr = TerminalCalls.tcsetattr();
    private final Thread hook = new Thread(this::restore, "restore-terminal");
    private boolean restored;

    /** Columns and rows. */
    public record Size(int columns, int rows) {}

    private RawTerminal() {}

    /** Begins; the process's end restores the terminal if nobody does before. */
    public static RawTerminal open() {
        RawTerminal terminal = new RawTerminal();
        MemorySegment raw = terminal.arena.allocate(TERMIOS_BYTES);
        require(TerminalCalls.tcgetattr().call(STDIN, terminal.before), "tcgetattr");
        raw.copyFrom(terminal.before);
        TerminalCalls.cfmakeraw().call(raw);
        Runtime.getRuntime().addShutdownHook(terminal.hook);
        require(terminal.tcsetattr.call(STDIN, TCSADRAIN, raw), "tcsetattr");
        return terminal;
    }

    /** The size of the window; 80 by 24 when it has none. */
    public static Size size() {
        try (Arena arena = Arena.ofConfined()) {
            // struct winsize: rows, columns, and the same in pixels.
            MemorySegment size = arena.allocate(4L * Short.BYTES, Short.BYTES);
            int answer = TerminalCalls.ioctl().call(STDIN, TIOCGWINSZ, size);
            int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
            return answer != 0 || rows == 0 || columns == 0 ? new Size(80, 24) : new Size(columns, rows);
        }
    }

    @Override
    public void close() {
        restore();
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            require(tcsetattr.call(STDIN, TCSADRAIN, before), "tcsetattr");
        }
    }

    private static void require(int answer, String function) {
        if (answer != 0) {
            throw new Failure(ExitCode.SOFTWARE, function + " failed on standard input; is it a terminal?");
        }
    }
}
