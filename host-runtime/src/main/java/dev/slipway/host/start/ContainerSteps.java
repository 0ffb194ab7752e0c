package dev.slipway.host.start;

import dev.slipway.host.confine.CapabilitySteps;
import dev.slipway.host.confine.HiddenPaths;
import dev.slipway.host.confine.MaskSteps;
import dev.slipway.host.confine.SeccompFilter;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.linux.Terminal;
import dev.slipway.host.mount.CgroupView;
import dev.slipway.host.mount.RootSteps;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.HostNamespace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The half of a start program that becomes the container's first process, from its birth in new namespaces to {@code execve}. */
final class ContainerSteps {
    private static final int UMASK = 022;
    private static final int CLONE_NEWCGROUP = 0x02000000;
    private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private static final int O_WRONLY_CLOEXEC = 1 | 0x80000;
    private static final int O_RDWR = 2;
    private static final long BENEATH_ONLY = 0x01 | 0x02 | 0x04 | 0x08;
    private static final int HOW_BYTES = 24;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;

    /** An acknowledgement repeats the request's header, and its body when it refuses. */
    private static final int NETLINK_ANSWER_BYTES = 4096;

    private static final int NETLINK_ERROR_OFFSET = 16;
    private static final int INT_BITS = 32;
    private final Section section;
    private final ContainerSpec spec;
    private final RootSteps root;
    private final ProcessSteps process;

    ContainerSteps(Section section, ContainerSpec spec, RootSteps root, Identity identity) {
        this.section = section;
        this.spec = spec;
        this.root = root;
        this.process = new ProcessSteps(section, spec.process(), identity);
    }

    /** Everything, in order. @return where the child begins */
    Label compose(StartHooks hooks, CgroupView cgroups) {
        Label failed = new Label("failed");
        section.failure(failed);
        Label begin = section.here("child");
        closeOthers();
        await("go", failed);
        settle();
        root.begin();
        root.standard(cgroups, hooks.groups());
        await("network", failed);
        shelter(hooks.interfaces());
        network(hooks.networkRequests());
        sysctls();
        if (!spec.privileged()) {
            new MaskSteps(section, root.root(), root.proc(), root.sys())
                    .add(HiddenPaths.of(spec.maskedPaths(), spec.readonlyPaths()));
        }
        root.user();
        Slot cwd = root.paths().place(spec.process().cwd(), true);
        streams();
        root.finish();
        section.call("enter " + spec.process().cwd(), SyscallNumber.FCHDIR, cwd.value());
        process.becomeUser(
                new CapabilitySteps(section, spec.process().capabilities(), spec.ids() == null), this::filter);
        if (spec.init()) {
            new InitSteps(section).add(spec.process().tty());
        }
        process.execute();
        process.failureExit(failed);
        return begin;
    }

    private void filter() {
        if (spec.filtered()) {
            SeccompFilter.add(section, spec.process().capabilities(), spec.seccompProfile());
        }
    }

    private void closeOthers() {
        if (spec.init()) {
            process.leaveFile();
        } else {
            process.leaveSharedMemory();
        }
        section.call("close the shim's descriptors", SyscallNumber.CLOSE_RANGE, Numbers.INPUT, Numbers.TERMINAL, 0);
    }

    /** Waits until the engine has done its next part; an engine that died instead ends this, too. */
    private void await(String what, Label failed) {
        section.call("wait for " + what, SyscallNumber.READ, Numbers.GO, section.space(1), 1)
                .onZero(failed);
    }

    private void settle() {
        if (spec.ids() != null) {
            section.call("become root of the user namespace", SyscallNumber.SETRESGID, 0, 0, 0);
            section.call("become root of the user namespace", SyscallNumber.SETRESUID, 0, 0, 0);
            section.call("leave the engine's groups", SyscallNumber.SETGROUPS, 0, 0);
        }
        section.call("set umask", SyscallNumber.UMASK, UMASK);
        section.call("leave the engine's keyring", SyscallNumber.KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0)
                .ignoreError();
        // Only now: the namespace's root is the cgroup the process is in, and the engine has just moved it.
        section.call("make cgroup namespace", SyscallNumber.UNSHARE, CLONE_NEWCGROUP);
        if (!spec.shared().contains(HostNamespace.UTS)) {
            section.call(
                    "set hostname",
                    SyscallNumber.SETHOSTNAME,
                    section.string(spec.hostname()),
                    spec.hostname().getBytes(StandardCharsets.UTF_8).length);
        }
        section.call("make session", SyscallNumber.SETSID);
    }

    /**
     * Settings of the network namespace that the container's neighbours must not decide, before they can say anything: a
     * router that is not ours would see what leaves (CVE-2020-13401). The kernel asks the interface's own setting, and only
     * those that appear later take the default.
     */
    private void shelter(List<String> interfaces) {
        if (spec.network() != ContainerSpec.Network.OWN) {
            return;
        }
        sysctl("net/ipv6/conf/all/accept_ra", "0", true);
        sysctl("net/ipv6/conf/default/accept_ra", "0", true);
        interfaces.forEach(name -> sysctl("net/ipv6/conf/" + name + "/accept_ra", "0", true));
    }

    private void network(List<byte[]> requests) {
        if (requests.isEmpty()) {
            return;
        }
        Slot socket = section.slot();
        long answer = section.space(NETLINK_ANSWER_BYTES);
        section.call("open netlink", SyscallNumber.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, 0)
                .into(socket);
        int number = 0;
        for (byte[] request : requests) {
            String what = "network request " + ++number;
            section.call(
                    "send " + what,
                    SyscallNumber.SENDTO,
                    socket.value(),
                    section.bytes(request),
                    request.length,
                    0,
                    0,
                    0);
            section.call(
                    "answer to " + what, SyscallNumber.RECVFROM, socket.value(), answer, NETLINK_ANSWER_BYTES, 0, 0, 0);
            // The acknowledgement's error field is 0 or a negative errno, so it fails like a call.
            section.compute(what, new Slot(answer + NETLINK_ERROR_OFFSET).value(), INT_BITS, INT_BITS, -1, 0);
        }
        section.call("close netlink", SyscallNumber.CLOSE, socket.value());
    }

    private void sysctls() {
        if (spec.network() == ContainerSpec.Network.OWN) {
            sysctl("net/ipv4/ip_unprivileged_port_start", "0", true);
            if (spec.ids() == null) {
                sysctl("net/ipv4/ping_group_range", "0 2147483647", true);
            }
        }
        Map<String, String> sorted = new TreeMap<>(spec.sysctls());
        sorted.forEach((name, value) -> sysctl(name.replace('.', '/'), value, false));
    }

    /** Through the proc just mounted, by descriptor: whatever the image or a volume has at /proc cannot divert the write. */
    private void sysctl(String path, String value, boolean mayBeMissing) {
        Slot file = section.slot();
        Label next = new Label("after sysctl " + path);
        long how = section.words(O_WRONLY_CLOEXEC, 0, BENEATH_ONLY);
        var open = section.call(
                        "open sysctl " + path,
                        SyscallNumber.OPENAT2,
                        root.proc().value(),
                        section.string("sys/" + path),
                        how,
                        HOW_BYTES)
                .into(file);
        if (mayBeMissing) {
            open.onError(next);
        }
        section.call("write sysctl " + path, SyscallNumber.WRITE, file.value(), section.string(value), value.length());
        section.call("close sysctl " + path, SyscallNumber.CLOSE, file.value());
        section.place(next);
    }

    private void streams() {
        if (spec.process().tty()) {
            terminal();
        } else {
            process.standardStreams(input(), Numbers.CHILD_OUTPUT, Numbers.CHILD_ERRORS);
        }
    }

    private long input() {
        Slot dev = root.dev();
        if (spec.process().stdin() || dev == null) {
            return Numbers.CHILD_INPUT;
        }
        // The container's own null device: the one handed over is a file of the host's /dev.
        Slot input = section.slot();
        section.call("open /dev/null", SyscallNumber.OPENAT, dev.value(), section.string("null"), O_RDWR)
                .into(input);
        return input.value();
    }

    private void terminal() {
        Slot dev = root.dev();
        Slot terminal = dev == null ? foreignTerminal() : process.openTerminal(dev.value(), "pts/ptmx");
        section.call("take terminal", SyscallNumber.IOCTL, terminal.value(), Terminal.TIOCSCTTY, 0);
        process.standardStreams(terminal.value(), terminal.value(), terminal.value());
        if (dev != null) {
            console(dev, terminal);
        }
    }

    /** Where the user mounted a /dev of his own. */
    private Slot foreignTerminal() {
        Slot devpts = root.paths().existingStrict("open /dev/pts", "/dev/pts");
        process.mustBeDevpts(devpts);
        return process.openTerminal(devpts.value(), "ptmx");
    }

    private void console(Slot dev, Slot terminal) {
        Slot tree = section.slot();
        section.call("make /dev/console", SyscallNumber.MKNODAT, dev.value(), section.string("console"), 0100600, 0);
        section.call(
                        "clone terminal",
                        SyscallNumber.OPEN_TREE,
                        terminal.value(),
                        section.string(""),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC | Mounts.AT_EMPTY_PATH)
                .into(tree);
        section.call(
                "mount /dev/console",
                SyscallNumber.MOVE_MOUNT,
                tree.value(),
                section.string(""),
                dev.value(),
                section.string("console"),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH);
    }
}
