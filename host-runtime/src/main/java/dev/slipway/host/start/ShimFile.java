package dev.slipway.host.start;

import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The program file of one process and its shim, in the process's state folder on tmpfs: what engine and shim tell each
 * other, and what a restarted engine needs to find both again.
 *
 * <pre>
 *   0x20  phase, shim pid, process pid, flags     written by the engine (the shim pid by the shim, too)
 *   0x48  wait status (4 bytes), end time (seconds, nanoseconds)   written by the shim
 *   0x80  control message that brought the terminal's master       written by the kernel for the shim
 * </pre>
 */
final class ShimFile implements AutoCloseable {
    static final String NAME = "program";

    /** Noted by the shim itself, so that it is found even if the engine dies before it can. */
    static final long SHIM_PID = SyscallProgram.BASE + 0x28;

    static final long STATUS = SyscallProgram.BASE + 0x48;
    static final long END_TIME = SyscallProgram.BASE + 0x50;
    static final long TERMINAL_MESSAGE = SyscallProgram.BASE + 0x80;

    /** A control message with one descriptor: header of 16 bytes, 4 bytes of number, padding. */
    static final int TERMINAL_MESSAGE_BYTES = 24;

    private static final int NOTES = SyscallProgram.NOTES;
    private static final int NOTES_BYTES = 0x80;
    private static final int AT_STATUS = 0x48 - NOTES;
    private static final int AT_END_TIME = 0x50 - NOTES;
    private static final int AT_TERMINAL = 0x80 + 16 - NOTES;
    private static final int TTY = 1;
    private static final int STDIN = 2;
    private static final int EXIT_SHIFT = 8;
    private static final int SIGNAL_MASK = 0x7f;
    private static final int SIGNALLED = 128;
    private final Fd file;

    ShimFile(Fd file) {
        this.file = file;
    }

    static ShimFile create(Path stateDir) {
        return new ShimFile(Descriptors.create(stateDir.resolve(NAME)));
    }

    static ShimFile open(Path stateDir) {
        return new ShimFile(Descriptors.open(stateDir.resolve(NAME), Descriptors.READ_WRITE));
    }

    Fd fd() {
        return file;
    }

    /** What the engine noted about a started process. */
    record Notes(int shimPid, int pid, boolean tty, boolean stdin) {}

    /** Writes {@code notes} and cuts off everything that only the start needed: the environment and its secrets too. */
    void started(Notes notes) {
        try (NativeMemory memory = new NativeMemory(AT_STATUS)) {
            memory.putLong(0, 1)
                    .putLong(8, notes.shimPid())
                    .putLong(16, notes.pid())
                    .putLong(24, (notes.tty() ? TTY : 0) | (notes.stdin() ? STDIN : 0));
            Sys.call("write", file.name(), SyscallNumber.PWRITE64, file.number(), memory.address(), AT_STATUS, NOTES);
        }
        Sys.call("truncate", file.name(), SyscallNumber.FTRUNCATE, file.number(), SyscallProgram.KEPT_BYTES);
    }

    /** Empty when no engine noted a successful start. */
    Optional<Notes> notes() {
        try (NativeMemory memory = read(0, NOTES + NOTES_BYTES)) {
            if (memory.getLong(0) != SyscallProgram.MAGIC || memory.getLong(NOTES) != 1) {
                return Optional.empty();
            }
            long flags = memory.getLong(NOTES + 24);
            return Optional.of(new Notes(
                    (int) memory.getLong(NOTES + 8),
                    (int) memory.getLong(NOTES + 16),
                    (flags & TTY) != 0,
                    (flags & STDIN) != 0));
        }
    }

    /** The pid the shim noted; 0 when it did not come so far. */
    int shimPid() {
        try (NativeMemory memory = read(NOTES, NOTES_BYTES)) {
            return (int) memory.getLong(SHIM_PID - SyscallProgram.BASE - NOTES);
        }
    }

    /** How the process ended; empty while it has not. */
    Optional<ExitStatus> end() {
        try (NativeMemory memory = read(NOTES, NOTES_BYTES)) {
            long seconds = memory.getLong(AT_END_TIME);
            if (seconds == 0) {
                return Optional.empty();
            }
            Instant at = Instant.ofEpochSecond(seconds, memory.getLong(AT_END_TIME + 8));
            return Optional.of(new ExitStatus(code(memory.getInt(AT_STATUS)), at));
        }
    }

    private static int code(int status) {
        int signal = status & SIGNAL_MASK;
        return signal == 0 ? status >> EXIT_SHIFT & 0xff : SIGNALLED + signal;
    }

    /** Number of the terminal's master in the shim. */
    int terminalNumber() {
        try (NativeMemory memory = read(NOTES, NOTES_BYTES)) {
            return memory.getInt(AT_TERMINAL);
        }
    }

    private NativeMemory read(int at, int length) {
        NativeMemory memory = new NativeMemory(length);
        Sys.call("read", file.name(), SyscallNumber.PREAD64, file.number(), memory.address(), length, at);
        return memory;
    }

    @Override
    public void close() {
        file.close();
    }
}
