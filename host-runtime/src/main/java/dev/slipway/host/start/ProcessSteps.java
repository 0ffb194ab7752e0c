package dev.slipway.host.start;

import dev.slipway.host.confine.CapabilitySteps;
import dev.slipway.host.confine.Rlimits;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.ProcessorTurns;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.linux.Terminal;
import dev.slipway.host.spec.ProcessSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What first processes and exec'd ones have in common: from a process that holds too much to the program the user asked for. */
final class ProcessSteps {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MREMAP_MAYMOVE_FIXED = 3;
    private static final int O_RDWR_NOCTTY = 2 | 0x100;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 8;
    private static final int SOL_SOCKET_RIGHTS_LENGTH = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int UNCHANGED = -1;
    private static final int DEVPTS_MAGIC = 0x1cd1;
    private static final int STATFS_BYTES = 256;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Folders tried; a longer PATH is a mistake or an attack on the program's size. */
    private static final int MAX_PATH_FOLDERS = 64;

    private final Section section;
    private final ProcessSpec process;
    private final Identity identity;

    ProcessSteps(Section section, ProcessSpec process, Identity identity) {
        this.section = section;
        this.process = process;
        this.identity = identity;
    }

    /** From here on what this process writes into the program is its own: the shim's memory is out of reach. */
    void leaveSharedMemory() {
        section.call(
                "leave shared memory",
                SyscallNumber.MMAP,
                SyscallProgram.BASE,
                SyscallProgram.MAPPED_BYTES,
                PROT_READ_WRITE,
                MAP_PRIVATE | MAP_FIXED,
                Launcher.PROGRAM,
                0);
    }

    /**
     * Like {@link #leaveSharedMemory} for a process that goes on executing the program after the start: the file is cut then,
     * and that would take a private mapping's pages away, too. So the program moves to memory without a file.
     */
    void leaveFile() {
        Slot copy = section.slot();
        section.call(
                        "make memory",
                        SyscallNumber.MMAP,
                        0,
                        SyscallProgram.MAPPED_BYTES,
                        PROT_READ_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS,
                        -1,
                        0)
                .into(copy);
        section.call(
                "copy program", SyscallNumber.PREAD64, Launcher.PROGRAM, copy.value(), SyscallProgram.MAPPED_BYTES, 0);
        section.call(
                "leave shared memory",
                SyscallNumber.MREMAP,
                copy.value(),
                SyscallProgram.MAPPED_BYTES,
                SyscallProgram.MAPPED_BYTES,
                MREMAP_MAYMOVE_FIXED,
                SyscallProgram.BASE);
    }

    /** The container, or what was mounted over its /dev, could have something of its own there (CVE-2025-52565). */
    void mustBeDevpts(Slot folder) {
        long statfs = section.space(STATFS_BYTES);
        Label genuine = new Label("genuine");
        section.call("examine /dev/pts", SyscallNumber.FSTATFS, folder.value(), statfs);
        section.compute("/dev/pts is a devpts", new Slot(statfs).value(), 0, 0, -1, DEVPTS_MAGIC)
                .onZero(genuine);
        section.compute("/dev/pts is a devpts", -Errno.ENODEV.code(), 0, 0, -1, 0);
        section.place(genuine);
    }

    /** Opens a terminal in the container's own devpts and sends its master to the shim. @return slot of the other side */
    Slot openTerminal(long devFolder, String ptmx) {
        // struct cmsghdr, and behind it the descriptor, which the open below stores there.
        long control = section.words(SOL_SOCKET_RIGHTS_LENGTH, SOL_SOCKET | (long) SCM_RIGHTS << 32, 0);
        Slot master = new Slot(control + 16);
        Slot terminal = section.slot();
        section.call("open terminal", SyscallNumber.OPENAT, devFolder, section.string(ptmx), O_RDWR_NOCTTY)
                .into(master);
        section.call("unlock terminal", SyscallNumber.IOCTL, master.value(), Terminal.TIOCSPTLCK, section.words(0));
        if (process.size().columns() > 0 && process.size().rows() > 0) {
            // struct winsize: rows and columns of 16 bits each, then pixels, which nobody knows.
            long size = (long) process.size().columns() << Short.SIZE
                    | process.size().rows();
            section.call(
                    "set the terminal's size",
                    SyscallNumber.IOCTL,
                    master.value(),
                    Terminal.TIOCSWINSZ,
                    section.words(size));
        }
        section.call(
                        "open terminal's other side",
                        SyscallNumber.IOCTL,
                        master.value(),
                        Terminal.TIOCGPTPEER,
                        O_RDWR_NOCTTY)
                .into(terminal);
        long iov = section.words(section.words(0), 1);
        long message = section.words(0, 0, iov, 1, control, ShimFile.TERMINAL_MESSAGE_BYTES, 0);
        section.call("send terminal", SyscallNumber.SENDMSG, Numbers.CHILD_TERMINAL, message, 0);
        section.call("own terminal", SyscallNumber.FCHOWN, terminal.value(), identity.uid(), UNCHANGED);
        return terminal;
    }

    /** Puts the terminal, or the pipes, on 0, 1 and 2. */
    void standardStreams(long input, long output, long errors) {
        section.call("set stdin", SyscallNumber.DUP3, input, 0, 0);
        section.call("set stdout", SyscallNumber.DUP3, output, 1, 0);
        section.call("set stderr", SyscallNumber.DUP3, errors, 2, 0);
    }

    /** Becomes the user and gives up every right the user shall not have; {@code filter} goes in where the kernel allows it. */
    void becomeUser(CapabilitySteps capabilities, Runnable filter) {
        takeOrdinaryTurns();
        capabilities.bound();
        if (!process.noNewPrivileges()) {
            // Without no_new_privs only CAP_SYS_ADMIN may install a filter, and that is about to go.
            filter.run();
        }
        section.call("set groups", SyscallNumber.SETGROUPS, identity.groups().size(), groups());
        section.call("set gid", SyscallNumber.SETRESGID, identity.gid(), identity.gid(), identity.gid());
        section.call("set uid", SyscallNumber.SETRESUID, identity.uid(), identity.uid(), identity.uid());
        capabilities.reduce(identity.uid() == 0);
        if (process.noNewPrivileges()) {
            section.call("forbid new privileges", SyscallNumber.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            filter.run();
        }
    }

    /** The engine may come before others on the processor; what it starts must not, and takes short turns. */
    private void takeOrdinaryTurns() {
        long attributes = section.words(ProcessorTurns.attributes(ProcessorTurns.ORDINARY_NICE));
        section.call("take ordinary turns", SyscallNumber.SCHED_SETATTR, 0, attributes, 0)
                .ignoreError();
    }

    private long groups() {
        ByteBuffer bytes =
                ByteBuffer.allocate(identity.groups().size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        identity.groups().forEach(gid -> bytes.putInt(gid.intValue()));
        return section.bytes(bytes.array());
    }

    /** Ends with the program, or with the report why there is none. */
    void execute() {
        new Rlimits(process.rlimits()).add(section);
        section.call("mark descriptors", SyscallNumber.CLOSE_RANGE, 3, 0xFFFFFFFFL, CLOSE_RANGE_CLOEXEC);
        section.call("unblock signals", SyscallNumber.RT_SIGPROCMASK, SIG_SETMASK, section.words(0), 0, SIGSET_BYTES);
        List<String> candidates = candidates();
        long record = section.space(Report.RECORD_BYTES + candidates.size() * Long.BYTES);
        long kind = section.words(Report.NOT_EXECUTED);
        long argv = section.strings(process.args());
        long envp = section.strings(environment());
        for (int i = 0; i < candidates.size(); i++) {
            String path = candidates.get(i);
            section.call("execute " + path, SyscallNumber.EXECVE, section.string(path), argv, envp)
                    .into(new Slot(record + Report.RECORD_BYTES + (long) i * Long.BYTES))
                    .ignoreError();
        }
        section.compute("note kind", new Slot(kind).value(), 0, 0, -1, 0).into(new Slot(record));
        section.compute("note count", candidates.size(), 0, 0, -1, 0).into(new Slot(record + Long.BYTES));
        Label end = new Label("end");
        section.call(
                        "report",
                        SyscallNumber.WRITE,
                        Numbers.REPORT,
                        record,
                        Report.RECORD_BYTES + (long) candidates.size() * Long.BYTES)
                .onPositive(end);
        section.place(end);
        section.call("exit", SyscallNumber.EXIT_GROUP, 1);
    }

    /** The failure exit of the section: tells the engine which operation failed. Everything added before leads here on error. */
    void failureExit(Label failed) {
        section.place(failed);
        section.call(
                        "report failure",
                        SyscallNumber.WRITE,
                        Numbers.REPORT,
                        SyscallProgram.LAST_FAILURE,
                        SyscallProgram.FAILURE_BYTES)
                .ignoreError();
        section.call("exit", SyscallNumber.EXIT_GROUP, 1);
    }

    private List<String> candidates() {
        String command = process.args().getFirst();
        if (command.contains("/")) {
            return List.of(command);
        }
        List<String> candidates = new ArrayList<>();
        for (String folder : variable("PATH").orElse(DEFAULT_PATH).split(":")) {
            if (!folder.isEmpty() && candidates.size() < MAX_PATH_FOLDERS) {
                candidates.add(folder + "/" + command);
            }
        }
        return candidates;
    }

    private List<String> environment() {
        if (variable("HOME").isPresent()) {
            return process.env();
        }
        List<String> environment = new ArrayList<>(process.env());
        environment.add("HOME=" + identity.home());
        return environment;
    }

    private Optional<String> variable(String name) {
        return process.env().stream()
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .findFirst();
    }
}
