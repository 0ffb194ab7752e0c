package dev.slipway.host.launch;

import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Memfd;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.linux.Spawn;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@link SyscallProgram}s: executes the launcher from a sealed memory file with the program on descriptor 3.
 *
 * <p>The process shares nothing with this one: no memory, and of the descriptors only those it is given, provided that its
 * program begins with {@link #closeOthers}. All signals are blocked in it.
 */
public final class Launcher implements AutoCloseable {
    /** Number of the program's descriptor in the new process; the machine code maps it. */
    public static final int PROGRAM = 3;

    /** Number of the first descriptor given by the caller. */
    public static final int FIRST = 4;

    /** Most descriptors handed over; a container's mounts are among them. */
    public static final int MAX_DESCRIPTORS = 512;

    private static final int CLOSE_RANGE_UNSHARE = 2;
    private final Fd executable;
    private final Fd nothing;

    public Launcher() {
        byte[] elf = LauncherElf.of(Architecture.current());
        try (Fd low = Memfd.sealedExecutable("slipway-launcher", elf)) {
            // Out of the way of every number that descriptors are put on before the executable is looked up.
            executable = Descriptors.duplicate(low, FIRST + MAX_DESCRIPTORS);
        }
        nothing = Descriptors.open(Path.of("/dev/null"), Descriptors.READ_WRITE);
    }

    /** What a process that needs no input or output has on 0, 1 and 2; owned by this. */
    public Fd nothing() {
        return nothing;
    }

    /** First operation of every program: closes all descriptors from {@code FIRST + given} on, also those that appear later in the table shared with the parent. */
    public static Operation closeOthers(SyscallProgram program, int given) {
        return program.kept()
                .call(
                        "close inherited descriptors",
                        SyscallNumber.CLOSE_RANGE,
                        FIRST + given,
                        0xFFFFFFFFL,
                        CLOSE_RANGE_UNSHARE);
    }

    /**
     * Starts a process that executes the program in {@code file}.
     *
     * @param name shown as the process's command line
     * @param descriptors become numbers {@link #FIRST} and up
     */
    public Launched launch(Fd file, List<String> name, List<Fd> descriptors) {
        if (descriptors.size() > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException("a program is given at most " + MAX_DESCRIPTORS + " descriptors");
        }
        List<Fd> all = new ArrayList<>(List.of(nothing, nothing, nothing, file));
        all.addAll(descriptors);
        List<Fd> copies = new ArrayList<>();
        try {
            int pid = Spawn.start(executable, name, aboveTargets(all, copies));
            return new Launched(pid, Pidfd.open(pid));
        } finally {
            copies.forEach(Fd::close);
        }
    }

    /** Descriptors are put on their numbers one after the other, so none may be overwritten before it was put on its own. */
    private static List<Fd> aboveTargets(List<Fd> all, List<Fd> copies) {
        List<Fd> sources = new ArrayList<>(all.size());
        for (Fd fd : all) {
            if (fd.number() < all.size()) {
                Fd copy = Descriptors.duplicate(fd, all.size());
                copies.add(copy);
                sources.add(copy);
            } else {
                sources.add(fd);
            }
        }
        return sources;
    }

    @Override
    public void close() {
        executable.close();
        nothing.close();
    }

    /**
     * A process that executes a program, a child of this one.
     *
     * @param pid in the host's pid namespace
     */
    public record Launched(int pid, Pidfd process) {
        private static final int SIGKILL = 9;

        /** Ends the process and waits until it is gone. */
        public void kill() {
            process.signal(SIGKILL);
            process.reap();
            process.close();
        }
    }
}
