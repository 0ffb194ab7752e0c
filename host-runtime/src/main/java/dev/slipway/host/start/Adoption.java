package dev.slipway.host.start;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Pidfd;
import dev.slipway.host.linux.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a process again that an earlier engine started: by the notes in its program file, from the shim that still holds its streams. */
final class Adoption {
    private static final int SIGKILL = 9;
    private static final long END_MILLIS = 5_000;

    /** Field of /proc/PID/stat behind the command's closing bracket. */
    private static final int PARENT_FIELD = 1;

    private final Exits exits;

    Adoption(Exits exits) {
        this.exits = exits;
    }

    /** @return empty when there is no living shim; what is left of a start that never ended is removed */
    Optional<Running> run(Path stateDir) {
        if (!Files.exists(stateDir.resolve(ShimFile.NAME))) {
            return Optional.empty();
        }
        ShimFile file = ShimFile.open(stateDir);
        try {
            Optional<ShimFile.Notes> notes = file.notes();
            Optional<Pidfd> shim = shim(file, stateDir);
            if (notes.isPresent() && shim.isPresent()) {
                return Optional.of(adopt(notes.get(), file, stateDir, shim.get()));
            }
            shim.ifPresent(Adoption::end);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        file.close();
        RunningProcess.remove(stateDir);
        return Optional.empty();
    }

    /** The process is the shim if it has this very file open where a launcher has its program. */
    private static Optional<Pidfd> shim(ShimFile file, Path stateDir) {
        int pid = file.shimPid();
        Optional<Pidfd> shim = pid == 0 ? Optional.empty() : Pidfd.find(pid);
        if (shim.isPresent() && !hasOpen(pid, stateDir.resolve(ShimFile.NAME))) {
            shim.get().close();
            return Optional.empty();
        }
        return shim;
    }

    private static boolean hasOpen(int pid, Path program) {
        try {
            return Files.isSameFile(Path.of("/proc/" + pid + "/fd/3"), program);
        } catch (IOException e) {
            return false;
        }
    }

    private Running adopt(ShimFile.Notes notes, ShimFile file, Path stateDir, Pidfd shim) {
        Fd ended = shim.descriptor(Numbers.ENDED, "end of process");
        Fd control = shim.descriptor(Numbers.CONTROL, "shim control");
        boolean pipes = !notes.tty();
        Fd input = pipes && notes.stdin()
                ? shim.findDescriptor(Numbers.INPUT, "stdin").orElse(null)
                : null;
        Fd output = pipes ? shim.descriptor(Numbers.OUTPUT, "stdout") : null;
        Fd errors = pipes ? shim.descriptor(Numbers.ERRORS, "stderr") : null;
        Fd terminal = pipes ? null : shim.descriptor(file.terminalNumber(), "terminal");
        Stdio.Ends ends = new Stdio.Ends(input, output, errors, ended, control);
        return new RunningProcess(notes, file, stateDir, shim, process(notes), ends, terminal, exits);
    }

    /** The process's number is its own only while it is the shim's child, dead or alive. */
    private static @Nullable Pidfd process(ShimFile.Notes notes) {
        Pidfd process = Pidfd.find(notes.pid()).orElse(null);
        if (process != null && parentOf(notes.pid()) != notes.shimPid()) {
            process.close();
            return null;
        }
        return process;
    }

    private static int parentOf(int pid) {
        try {
            String stat = SmallFile.read("/proc/" + pid + "/stat");
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[PARENT_FIELD]);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    /** Ends a shim whose engine died in the middle of a start, and what it has given birth to. */
    private static void end(Pidfd shim) {
        try (shim) {
            String pid = shim.fd().name().substring("pid ".length());
            for (String child : SmallFile.read("/proc/" + pid + "/task/" + pid + "/children")
                    .strip()
                    .split(" ")) {
                if (!child.isEmpty()) {
                    Pidfd.find(Integer.parseInt(child)).ifPresent(Adoption::kill);
                }
            }
            shim.signal(SIGKILL);
            shim.awaitEnd(END_MILLIS);
        }
    }

    private static void kill(Pidfd process) {
        try (process) {
            process.signal(SIGKILL);
        }
    }
}
