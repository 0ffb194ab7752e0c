package dev.slipway.host.start;

import dev.slipway.host.confine.CapabilitySteps;
import dev.slipway.host.confine.SeccompFilter;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.linux.Terminal;
import dev.slipway.host.mount.PathSteps;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.ProcessSpec;

/**
 * The half of an exec program that joins a container and leaves a process in it.
 *
 * <p>The joiner itself never becomes visible inside: entering a pid namespace affects children only. It gives up every right
 * and installs the filter first and forks then, so that what appears in the container holds nothing that the container has
 * not: no memory of the engine's or the shim's, no descriptor, no capability.
 */
final class ExecSteps {
    private static final int UMASK = 022;
    private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private static final int CLONE_PARENT_SIGCHLD = 0x8000 | 17;
    private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final long NAMESPACES = 0x00020000L | 0x04000000L | 0x08000000L | 0x20000000L | 0x02000000L;
    private static final long USER_NAMESPACE = 0x10000000L;
    private static final long NETWORK_NAMESPACE = 0x40000000L;
    private final Section section;
    private final ContainerSpec spec;
    private final ProcessSpec request;
    private final ProcessSteps process;

    ExecSteps(Section section, ContainerSpec spec, ProcessSpec request, Identity identity) {
        this.section = section;
        this.spec = spec;
        this.request = request;
        this.process = new ProcessSteps(section, request, identity);
    }

    /** @return where the joiner begins */
    Label compose() {
        Label failed = new Label("failed");
        section.failure(failed);
        Label begin = section.here("joiner");
        process.leaveSharedMemory();
        section.call("close the shim's descriptors", SyscallNumber.CLOSE_RANGE, Numbers.INPUT, Numbers.TERMINAL, 0);
        section.call("wait for go", SyscallNumber.READ, Numbers.GO, section.space(1), 1)
                .onZero(failed);
        join();
        Slot root = section.slot();
        section.call("open /", SyscallNumber.OPENAT, Mounts.AT_FDCWD, section.string("/"), O_PATH_CLOEXEC)
                .into(root);
        PathSteps paths = new PathSteps(section, root.value());
        streams(paths);
        Slot cwd = paths.existing("chdir to cwd (\"" + request.cwd() + "\")", request.cwd());
        section.call("enter " + request.cwd(), SyscallNumber.FCHDIR, cwd.value());
        process.becomeUser(new CapabilitySteps(section, request.capabilities(), spec.ids() == null), this::filter);
        fork();
        process.failureExit(failed);
        return begin;
    }

    /** The container's own, also when this process is given more capabilities. */
    private void filter() {
        if (spec.filtered()) {
            SeccompFilter.add(section, spec.process().capabilities(), spec.seccompProfile());
        }
    }

    private void join() {
        long network = spec.network() == ContainerSpec.Network.HOST ? 0 : NETWORK_NAMESPACE;
        long user = spec.ids() == null ? 0 : USER_NAMESPACE;
        section.call("join container", SyscallNumber.SETNS, Numbers.OTHERS, NAMESPACES | network | user);
        if (spec.ids() != null) {
            section.call("become root of the user namespace", SyscallNumber.SETRESGID, 0, 0, 0);
            section.call("become root of the user namespace", SyscallNumber.SETRESUID, 0, 0, 0);
        }
        section.call("leave the engine's groups", SyscallNumber.SETGROUPS, 0, 0);
        section.call("set umask", SyscallNumber.UMASK, UMASK);
        section.call("leave the engine's keyring", SyscallNumber.KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0)
                .ignoreError();
    }

    private void streams(PathSteps paths) {
        if (!request.tty()) {
            process.standardStreams(Numbers.CHILD_INPUT, Numbers.CHILD_OUTPUT, Numbers.CHILD_ERRORS);
            return;
        }
        Slot devpts = paths.existingStrict("open /dev/pts", "/dev/pts");
        process.mustBeDevpts(devpts);
        Slot terminal = process.openTerminal(devpts.value(), "ptmx");
        process.standardStreams(terminal.value(), terminal.value(), terminal.value());
    }

    private void fork() {
        long record = section.words(Report.FORKED, 0);
        Label child = new Label("child");
        section.call("fork", SyscallNumber.CLONE, CLONE_PARENT_SIGCHLD, 0, 0, 0, 0)
                .into(new Slot(record + Long.BYTES))
                .onZero(child);
        section.call("report the process", SyscallNumber.WRITE, Numbers.REPORT, record, Report.RECORD_BYTES);
        // The shim collects the process only after this one, so its number stays its own while the engine opens it.
        section.call("wait until it is known", SyscallNumber.READ, Numbers.GO, section.space(1), 1);
        section.call("exit", SyscallNumber.EXIT_GROUP, 0);
        section.place(child);
        section.call("make session", SyscallNumber.SETSID);
        if (request.tty()) {
            section.call("take terminal", SyscallNumber.IOCTL, 0, Terminal.TIOCSCTTY, 0);
        }
        process.execute();
    }
}
