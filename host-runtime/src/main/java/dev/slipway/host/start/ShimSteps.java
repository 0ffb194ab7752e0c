package dev.slipway.host.start;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Launcher;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.launch.SyscallProgram;
import dev.slipway.host.linux.SyscallNumber;

/**
 * The half of a program that stays in the host's namespaces as the shim: gives birth to the process, holds its pipes and its
 * terminal, collects its exit status, stores it in the file, and then waits to be killed by the engine.
 */
final class ShimSteps {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NAME = 15;
    private static final long CLONE_PARENT_SETTID = 0x00100000;
    private static final long CLONE_CLEAR_SIGHAND = 0x1_0000_0000L;
    private static final int CLONE_ARGS_BYTES = 88;
    private static final int SIGCHLD = 17;
    private static final int SIGSET_BYTES = 8;
    private static final int SFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int SIGINFO_BYTES = 128;
    private static final int POLLIN = 1;
    private static final int WNOHANG = 1;
    private static final int CLONE_NEWNET = 0x40000000;
    private final Label failed = new Label("shim failed");
    private final SyscallProgram program;
    private final Section section;
    private final int given;
    private final long born;

    /** @param given how many descriptors the launcher hands over */
    ShimSteps(SyscallProgram program, int given) {
        this.program = program;
        this.section = program.kept();
        this.given = given;
        this.born = section.words(Report.BORN, 0);
    }

    /** The beginning: cut off from the engine in descriptors, session and debugging. */
    void detach() {
        section.failure(failed);
        Launcher.closeOthers(program, given);
        section.call("forbid dumps", SyscallNumber.PRCTL, PR_SET_DUMPABLE, 0, 0, 0, 0);
        section.call("get pid", SyscallNumber.GETPID).into(new Slot(ShimFile.SHIM_PID));
        section.call("set name", SyscallNumber.PRCTL, PR_SET_NAME, section.string("slipway-shim"), 0, 0, 0);
        section.call("make session", SyscallNumber.SETSID).ignoreError();
        // Takes the lowest free number, which is the one behind those given.
        section.call(
                "watch children",
                SyscallNumber.SIGNALFD4,
                -1,
                section.words(1L << (SIGCHLD - 1)),
                SIGSET_BYTES,
                SFD_NONBLOCK_CLOEXEC);
    }

    /** Enters another network namespace, which the child then is born in. */
    void enterNetwork(int namespace) {
        section.call("join network namespace", SyscallNumber.SETNS, namespace, CLONE_NEWNET);
    }

    /**
     * Gives birth.
     *
     * @param namespaces {@code CLONE_NEW…} of the child
     * @param child where the child begins
     */
    void bear(long namespaces, Label child) {
        long flags = namespaces | CLONE_PARENT_SETTID | CLONE_CLEAR_SIGHAND;
        long args = section.words(flags, 0, 0, born + Long.BYTES, SIGCHLD, 0, 0, 0, 0, 0, 0);
        section.call("create namespaces", SyscallNumber.CLONE3, args, CLONE_ARGS_BYTES)
                .onZero(child);
    }

    /** Tells the engine, gives away what only the child needs, and takes the terminal if there will be one. */
    void introduce(boolean tty) {
        section.call("report birth", SyscallNumber.WRITE, Numbers.REPORT, born, Report.RECORD_BYTES);
        section.call(
                "close the child's descriptors", SyscallNumber.CLOSE_RANGE, Numbers.GO, Launcher.FIRST + given - 1, 0);
        if (tty) {
            long iov = section.words(section.space(Long.BYTES), 1);
            long message = section.words(0, 0, iov, 1, ShimFile.TERMINAL_MESSAGE, ShimFile.TERMINAL_MESSAGE_BYTES, 0);
            section.call("receive terminal", SyscallNumber.RECVMSG, Numbers.TERMINAL, message, 0)
                    .ignoreError();
        }
        section.call("close terminal socket", SyscallNumber.CLOSE, Numbers.TERMINAL);
        section.call("end reports", SyscallNumber.CLOSE, Numbers.REPORT);
    }

    /** Waits for the process that joins a container, which is not the one that is watched afterwards. */
    void collectJoiner() {
        section.call("collect joiner", SyscallNumber.WAIT4, new Slot(born + Long.BYTES).value(), 0, 0, 0)
                .ignoreError();
    }

    /** The rest of the shim's life. */
    void watch() {
        int children = Launcher.FIRST + given;
        long poll = section.words(children | (long) POLLIN << 32, Numbers.CONTROL | (long) POLLIN << 32);
        Label closeInput = new Label("close input");
        Label collect = new Label("collect");
        Label ended = new Label("ended");
        Label gone = new Label("gone");
        Label wait = section.here("wait");
        section.call("wait", SyscallNumber.PPOLL, poll, 2, 0, 0, SIGSET_BYTES).ignoreError();
        section.call("clear signal", SyscallNumber.READ, children, section.space(SIGINFO_BYTES), SIGINFO_BYTES)
                .ignoreError();
        section.call("read request", SyscallNumber.READ, Numbers.CONTROL, section.space(Long.BYTES), Long.BYTES)
                .onError(collect)
                .onPositive(closeInput);
        section.place(closeInput);
        section.call("close input", SyscallNumber.CLOSE, Numbers.INPUT).ignoreError();
        section.place(collect);
        section.call("collect", SyscallNumber.WAIT4, -1, ShimFile.STATUS, WNOHANG, 0)
                .onZero(wait)
                .onError(gone)
                .onPositive(ended);
        section.place(ended);
        section.call("note the time", SyscallNumber.CLOCK_GETTIME, 0, ShimFile.END_TIME);
        section.call("announce the end", SyscallNumber.WRITE, Numbers.ENDED, section.words(1), Long.BYTES);
        Label stay = section.here("stay");
        section.call("stay", SyscallNumber.PPOLL, 0, 0, 0, 0, SIGSET_BYTES)
                .onError(stay)
                .onZero(stay)
                .onPositive(stay);
        section.place(failed);
        section.call(
                        "report failure",
                        SyscallNumber.WRITE,
                        Numbers.REPORT,
                        SyscallProgram.LAST_FAILURE,
                        SyscallProgram.FAILURE_BYTES)
                .ignoreError();
        section.place(gone);
        section.call("exit", SyscallNumber.EXIT_GROUP, 1);
    }
}
