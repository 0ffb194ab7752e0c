package dev.slipway.e2e.security;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every program that this process and its descendants execute from now on, as the kernel's own tracepoints tell
 * (Documentation/trace/events.rst; {@code event-fork} follows children). No program is too short-lived to be seen, and nothing is
 * slowed down or attached to.
 */
final class ExecTrace implements AutoCloseable {
    private static final List<String> EVENTS = List.of(
            "sched/sched_process_fork",
            "sched/sched_process_exec",
            "syscalls/sys_enter_pivot_root",
            "syscalls/sys_enter_setns");

    /** Per processor; a start of the platform with one deployment takes a tenth of it. */
    private static final String BUFFER_KIB = "16384";

    private static final String MARK = "slipway: now late";

    /** CLONE_NEWNS and CLONE_NEWPID: a shim enters a container's mounts alone for a moment, and comes back. */
    private static final long MOUNTS_AND_PIDS = 0x20020000;

    private static final Pattern FORK =
            Pattern.compile(": sched_process_fork: comm=.* pid=(\\d+) child_comm=.* child_pid=(\\d+)$");
    private static final Pattern EXEC =
            Pattern.compile(": sched_process_exec: filename=(.*) pid=(\\d+) old_pid=(\\d+)$");
    private static final Pattern ENTER = Pattern.compile("-(\\d+)\\s+\\[\\d+].*: sys_(pivot_root|setns)\\((.*)\\)$");
    private static final Pattern FLAGS = Pattern.compile("(?:flags|nstype): (?:0x)?([0-9a-f]+)");
    private static final Pattern LOST = Pattern.compile("(?:overrun|dropped events): (\\d+)");

    private final Path mount;
    private final Path instance;

    /**
     * A program that was executed.
     *
     * @param by the program that the process ran before, which is that of its parent unless it executed another since
     * @param file as it was given to the kernel
     * @param inside whether in the root of a container
     * @param late whether after {@link #mark}
     */
    record Program(String by, String file, boolean inside, boolean late) {}

    /** What is known of a process or thread. */
    private record Known(String program, boolean inside) {}

    /** Begins; {@code folder} is where the kernel's files appear meanwhile. */
    ExecTrace(Path folder, String name) {
        mount = folder;
        Command.run("mount", "-t", "tracefs", "none", mount.toString()).succeeded();
        instance = mount.resolve("instances").resolve(name);
        try {
            if (Files.exists(instance)) {
                Files.delete(instance); // of a run that was killed
            }
            Files.createDirectory(instance);
            write("buffer_size_kb", BUFFER_KIB);
            write("options/event-fork", "1");
            write("set_event_pid", threads());
            for (String event : EVENTS) {
                write("events/" + event + "/enable", "1");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** From now on programs are {@link Program#late}. */
    void mark() {
        try {
            write("trace_marker", MARK);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The programs of a process and of all its descendants, in order; {@code known} is the process itself by a name. */
    List<Program> programsOf(long root, String known) {
        Map<Long, Known> family = new HashMap<>();
        family.put(root, new Known(known, false));
        List<Program> programs = new ArrayList<>();
        boolean late = false;
        for (String line : lines()) {
            late |= line.endsWith(MARK);
            take(line, root, late, family, programs);
        }
        return programs;
    }

    /** Everything of it. */
    private List<String> lines() {
        try (Stream<Path> processors = Files.list(instance.resolve("per_cpu"))) {
            write("tracing_on", "0");
            for (Path processor : processors.toList()) {
                Matcher lost = LOST.matcher(Files.readString(processor.resolve("stats")));
                while (lost.find()) {
                    if (!lost.group(1).equals("0")) {
                        throw new AssertionError("the kernel's buffer was too small: " + lost.group());
                    }
                }
            }
            return Files.readAllLines(instance.resolve("trace"), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void take(String line, long root, boolean late, Map<Long, Known> family, List<Program> programs) {
        Matcher fork = FORK.matcher(line);
        Matcher exec = EXEC.matcher(line);
        Matcher enter = ENTER.matcher(line);
        if (fork.find()) {
            long child = Long.parseLong(fork.group(2));
            if (child != root) {
                forked(Long.parseLong(fork.group(1)), child, family);
            }
        } else if (exec.find()) {
            @Nullable Known was = family.get(Long.parseLong(exec.group(3)));
            if (was != null) {
                programs.add(new Program(was.program, exec.group(1), was.inside, late));
                // The thread that executes takes the process's number.
                family.put(Long.parseLong(exec.group(2)), new Known(exec.group(1), was.inside));
            }
        } else if (enter.find() && entersContainer(enter.group(2), enter.group(3))) {
            family.computeIfPresent(Long.parseLong(enter.group(1)), (pid, was) -> new Known(was.program, true));
        }
    }

    /** The number of a process that has ended is used again by others. */
    private static void forked(long parent, long child, Map<Long, Known> family) {
        @Nullable Known of = family.get(parent);
        if (of == null) {
            family.remove(child);
        } else {
            family.put(child, of);
        }
    }

    /** Entering a root: with a fresh one as a container's first process, or that of a container for a further one. */
    private static boolean entersContainer(String call, String arguments) {
        Matcher flags = FLAGS.matcher(arguments);
        return call.equals("pivot_root")
                || (flags.find() && (Long.parseLong(flags.group(1), 16) & MOUNTS_AND_PIDS) == MOUNTS_AND_PIDS);
    }

    /** Of this process: those that begin later are children. */
    private static String threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return String.join(
                    " ", tasks.map(task -> String.valueOf(task.getFileName())).toList());
        }
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(instance.resolve(file), value);
    }

    @Override
    public void close() {
        try {
            Files.delete(instance);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            Command.run("umount", mount.toString()).succeeded();
        }
    }
}
