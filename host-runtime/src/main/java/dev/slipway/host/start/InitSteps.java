package dev.slipway.host.start;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.SyscallNumber;

/**
 * Operations that make this process a little init and go on in a child: hands every signal on to the child, collects
 * orphans, and ends as the child does.
 */
final class InitSteps {
    private static final int PR_SET_NAME = 15;
    private static final int CLONE_PARENT_SETTID_SIGCHLD = 0x00100000 | 17;
    private static final int SIGCHLD = 17;
    private static final int SIGSET_BYTES = 8;
    private static final int WNOHANG = 1;
    private static final int SIGNALLED = 128;
    private static final long TIOCSPGRP = 0x5410;
    private final Section section;

    InitSteps(Section section) {
        this.section = section;
    }

    /** @param tty whether 0 is the session's terminal, whose foreground the child becomes */
    void add(boolean tty) {
        Slot child = section.slot();
        Label program = new Label("program");
        section.call("fork", SyscallNumber.CLONE, CLONE_PARENT_SETTID_SIGCHLD, 0, child.address(), 0, 0)
                .onZero(program);
        // The report pipe is among them: while init held it, the engine would wait for the program to be executed.
        section.call("close init's descriptors", SyscallNumber.CLOSE_RANGE, 3, 0xFFFFFFFFL, 0);
        section.call("name init", SyscallNumber.PRCTL, PR_SET_NAME, section.string("init"), 0, 0, 0)
                .ignoreError();
        serve(child);
        section.place(program);
        section.call("make process group", SyscallNumber.SETPGID, 0, 0);
        if (tty) {
            Slot self = section.slot();
            section.call("get pid", SyscallNumber.GETPID).into(self);
            section.call("come to the foreground", SyscallNumber.IOCTL, 0, TIOCSPGRP, self.address())
                    .ignoreError();
        }
    }

    private void serve(Slot child) {
        Slot signal = section.slot();
        Slot collected = section.slot();
        Slot status = section.slot();
        Label forward = new Label("forward");
        Label collect = new Label("collect");
        Label ended = new Label("ended");
        Label wait = section.here("wait");
        section.call("wait for a signal", SyscallNumber.RT_SIGTIMEDWAIT, section.words(-1), 0, 0, SIGSET_BYTES)
                .into(signal)
                .onError(wait);
        section.compute("is it SIGCHLD", signal.value(), 0, 0, -1, SIGCHLD)
                .onError(forward)
                .onPositive(forward)
                .onZero(collect);
        section.place(forward);
        section.call("forward", SyscallNumber.KILL, child.value(), signal.value())
                .onError(wait)
                .onPositive(wait)
                .onZero(wait);
        section.place(collect);
        section.call("collect", SyscallNumber.WAIT4, -1, status.address(), WNOHANG, 0)
                .into(collected)
                .onError(wait)
                .onZero(wait);
        section.compute("is it the program", collected.value(), 0, 0, -1, child.value())
                .onError(collect)
                .onPositive(collect)
                .onZero(ended);
        section.place(ended);
        end(status);
    }

    private void end(Slot status) {
        Slot code = section.slot();
        Slot signal = section.slot();
        Label killed = new Label("killed");
        section.compute("exit code", status.value(), 48, 56, 0xff, 0).into(code);
        section.compute("signal", status.value(), 0, 0, 0x7f, 0).into(signal).onPositive(killed);
        section.call("exit like the program", SyscallNumber.EXIT_GROUP, code.value());
        section.place(killed);
        section.compute("exit code of a signal", signal.value(), 0, 0, -1, -SIGNALLED)
                .into(code);
        section.call("exit like the program", SyscallNumber.EXIT_GROUP, code.value());
    }
}
