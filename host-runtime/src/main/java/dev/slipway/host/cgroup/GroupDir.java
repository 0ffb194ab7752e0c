package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One group in one hierarchy: a folder whose files are the kernel's knobs. */
record GroupDir(Path path) {
    /** The kernel frees a group a moment after its last process was reaped; longer means something is left in it. */
    private static final Duration REMOVAL = Duration.ofSeconds(2);

    private static final String PROCESSES = "cgroup.procs";

    GroupDir child(String name) {
        return new GroupDir(path.resolve(name));
    }

    GroupDir child(Path place) {
        return new GroupDir(path.resolve(place));
    }

    /** The group above; a hierarchy's root has a parent folder too, which is no group. */
    GroupDir parent() {
        return new GroupDir(Objects.requireNonNull(path.getParent()));
    }

    String name() {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    /** Makes the group unless it exists; its parent must. Returns whether it was made now. */
    boolean make() throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Writes one knob; the kernel's refusal names group, knob and value. */
    void write(String file, String value) {
        try {
            tryWrite(file, value);
        } catch (IOException e) {
            throw EngineException.internal(
                    "cannot set '" + file + "' of control group '" + path + "' to '" + value + "': " + reason(e), e);
        }
    }

    /** Writes one knob where that can be done: false when the group is gone or the kernel lacks the knob. */
    boolean set(String file, String value) {
        try {
            tryWrite(file, value);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void tryWrite(String file, String value) throws IOException {
        Files.writeString(path.resolve(file), value, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    }

    /** A knob's text without the final newline. */
    String read(String file) {
        return readIfThere(file)
                .orElseThrow(() -> EngineException.internal(
                        "cannot read '" + file + "' of control group '" + path + "': no such file or directory", null));
    }

    /** Empty when the kernel lacks the knob, or the group is gone. */
    Optional<String> readIfThere(String file) {
        try {
            return Optional.of(SmallFile.read(path + "/" + file).strip());
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw EngineException.internal(
                    "cannot read '" + file + "' of control group '" + path + "': "
                            + e.errno().text(),
                    e);
        }
    }

    /** A knob that is one number; "max" is {@link Long#MAX_VALUE}; a knob this kernel lacks is 0. */
    long number(String file) {
        return readIfThere(file).map(GroupDir::value).orElse(0L);
    }

    private static long value(String text) {
        return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
    }

    /** A knob of lines "key number"; without any where this kernel lacks it. */
    KeyedFile keyed(String file) {
        return new KeyedFile(readIfThere(file).orElse(""));
    }

    void add(int pid) {
        write(PROCESSES, Integer.toString(pid));
    }

    /** Host pids of the processes in it; empty when the group does not exist. */
    List<Integer> processes() {
        try (Stream<String> lines = Files.lines(path.resolve(PROCESSES), StandardCharsets.US_ASCII)) {
            return lines.map(Integer::valueOf).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw EngineException.internal("cannot list processes of control group '" + path + "': " + reason(e), e);
        }
    }

    /** The groups directly below. */
    List<GroupDir> children() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isDirectory).map(GroupDir::new).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw EngineException.internal("cannot list control group '" + path + "': " + reason(e), e);
        }
    }

    /** Removes the group and all below it; nothing happens when it does not exist. */
    void remove() {
        // Almost always there is nothing below, and listing costs more than removing.
        if (removed() || !exists()) {
            return;
        }
        children().forEach(GroupDir::remove);
        if (!Until.holds(REMOVAL, this::removed)) {
            throw EngineException.internal(
                    "cannot remove control group '" + path + "': it still holds processes " + processes(), null);
        }
    }

    /** Tries to remove the group itself; true when it is gone, false when something is in it. */
    boolean removed() {
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException e) {
            // EBUSY until the kernel has let go of the last process.
            return false;
        }
    }

    private static String reason(IOException e) {
        String kernel = e instanceof FileSystemException detailed ? detailed.getReason() : e.getMessage();
        return kernel == null ? e.getClass().getSimpleName() : kernel;
    }
}
