package dev.slipway.host.main.doctor;

import dev.slipway.host.api.system.Host;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.HostGroups;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the kernel and its programs can do. */
final class KernelChecks {
    private static final String NEWER_KERNEL =
            "install Linux 6.13 or newer, for example linux-image-amd64 of Debian's backports, and boot it";
    private static final String OUTSIDE_A_CONTAINER =
            "run the engine on the host itself, or in a container that may make every system call";

    /** A namespace for each tenant's ids, one for each container in use, and those of other software. */
    private static final long USER_NAMESPACES = 1_000;

    private static final int SECCOMP_GET_ACTION_AVAIL = 2;
    private static final int SECCOMP_RET_ERRNO = 0x00050000;
    private static final int OPEN_HOW_BYTES = 24;
    private static final long NFT_SECONDS = 20;
    private static final List<String> PROGRAM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
    private static final Set<String> LIMITED = Set.of("cpu", "memory", "pids");

    private KernelChecks() {}

    static List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        all.add(root());
        all.add(Finding.ok("kernel", "Linux " + new Host().kernel() + " on " + new Host().machine()));
        all.add(calls());
        all.add(seccomp());
        all.add(userNamespaces());
        all.add(overlay());
        all.addAll(controlGroups());
        all.add(nftables());
        return all;
    }

    private static Finding root() {
        long user = Sys.raw(SyscallNumber.GETEUID);
        return Finding.needed(
                user == 0,
                "rights",
                user == 0 ? "root" : "user " + user,
                "run the engine as root: it makes namespaces, mounts and network links");
    }

    /** Each is called with arguments that do nothing; a kernel that lacks it, or a sandbox around us, says ENOSYS or EPERM. */
    private static Finding calls() {
        List<String> missing = new ArrayList<>();
        try (NativeMemory dot = NativeMemory.string(".");
                NativeMemory how = new NativeMemory(OPEN_HOW_BYTES).putLong(0, Descriptors.PATH_ONLY)) {
            note(
                    missing,
                    "openat2",
                    close(Sys.raw(SyscallNumber.OPENAT2, Mounts.AT_FDCWD, dot.address(), how.address(), how.size())));
        }
        note(missing, "clone3", Sys.raw(SyscallNumber.CLONE3, 0, 0));
        note(missing, "close_range", Sys.raw(SyscallNumber.CLOSE_RANGE, 1, 0, 0));
        note(missing, "mount_setattr", Sys.raw(SyscallNumber.MOUNT_SETATTR, -1, 0, 0, 0, 0));
        note(missing, "open_tree", Sys.raw(SyscallNumber.OPEN_TREE, -1, 0, -1));
        long self = Sys.raw(SyscallNumber.PIDFD_OPEN, ProcessHandle.current().pid(), 0);
        note(missing, "pidfd_open", self);
        if (self >= 0) {
            note(missing, "pidfd_getfd", close(Sys.raw(SyscallNumber.PIDFD_GETFD, self, 0, 0)));
            close(self);
        }
        return Finding.needed(
                missing.isEmpty(),
                "system calls",
                missing.isEmpty()
                        ? "openat2, clone3, close_range, mount API, pidfd"
                        : "missing: " + String.join(", ", missing),
                NEWER_KERNEL + "; if this is a container already, " + OUTSIDE_A_CONTAINER);
    }

    private static void note(List<String> missing, String call, long result) {
        if (result == -Errno.ENOSYS.code() || result == -Errno.EPERM.code()) {
            missing.add(call);
        }
    }

    private static long close(long descriptor) {
        if (descriptor >= 0) {
            Sys.raw(SyscallNumber.CLOSE, descriptor);
        }
        return descriptor;
    }

    private static Finding seccomp() {
        try (NativeMemory action = new NativeMemory(Integer.BYTES).putInt(0, SECCOMP_RET_ERRNO)) {
            long result = Sys.raw(SyscallNumber.SECCOMP, SECCOMP_GET_ACTION_AVAIL, 0, action.address());
            return Finding.needed(
                    result == 0,
                    "system call filter (seccomp)",
                    result == 0
                            ? "available"
                            : "refused: " + Errno.of((int) -result).text(),
                    "boot a kernel with CONFIG_SECCOMP_FILTER; every distribution's has it");
        }
    }

    private static Finding userNamespaces() {
        String file = "/proc/sys/user/max_user_namespaces";
        try {
            long most = Long.parseLong(SmallFile.read(file).strip());
            return Finding.needed(
                    most >= USER_NAMESPACES,
                    "user namespaces",
                    most + " allowed",
                    "sysctl -w user.max_user_namespaces=65536, and the same in /etc/sysctl.d");
        } catch (KernelException e) {
            return Finding.fail("user namespaces", e.errno().text(), "boot a kernel with CONFIG_USER_NS");
        }
    }

    /** Opening a context loads the module where there is one. */
    private static Finding overlay() {
        String check = "overlay file system, layers by descriptor";
        try (Fd context = Mounts.open("overlay");
                Fd folder = Descriptors.open(Path.of("/"), Descriptors.PATH_ONLY)) {
            Mounts.configure(context, "lowerdir+", folder);
            return Finding.ok(check, "available");
        } catch (KernelException e) {
            return switch (e.errno()) {
                case ENODEV ->
                    Finding.fail(
                            check, "no overlay file system", "modprobe overlay, and its name in /etc/modules-load.d");
                case EPERM -> Finding.fail(check, e.errno().text(), "run as root; " + OUTSIDE_A_CONTAINER);
                default -> Finding.fail(check, e.errno().text(), NEWER_KERNEL);
            };
        }
    }

    private static List<Finding> controlGroups() {
        String mend = "mount -t cgroup2 cgroup2 /sys/fs/cgroup, or boot with systemd.unified_cgroup_hierarchy=1";
        HostGroups groups;
        try {
            groups = HostGroups.look();
        } catch (EngineException e) {
            return List.of(Finding.fail("control groups", String.valueOf(e.getMessage()), mend));
        }
        Set<String> missing = new TreeSet<>(LIMITED);
        missing.removeAll(groups.controllers());
        return List.of(
                Finding.ok("control groups", groups.mode()),
                Finding.needed(
                        missing.isEmpty(),
                        "controllers",
                        missing.isEmpty()
                                ? String.join(" ", groups.controllers())
                                : "missing: " + String.join(", ", missing),
                        groups.version() == 2
                                ? "switch them on for the group the engine is in: +" + String.join(" +", missing)
                                        + " in cgroup.subtree_control above it (systemd: Delegate=yes)"
                                : "mount their v1 hierarchies, or boot with systemd.unified_cgroup_hierarchy=1"),
                Finding.wanted(
                        groups.canFreezeAndKill(),
                        "freezing and killing a group at once",
                        groups.canFreezeAndKill()
                                ? "available"
                                : "neither a unified hierarchy nor a freezer is mounted",
                        "mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified"));
    }

    /** The program asks the kernel for its tables, which fails without nf_tables or without the right to change rules. */
    private static Finding nftables() {
        String mend = "install the package nftables (apt-get install nftables); modprobe nf_tables";
        Optional<Path> found = PROGRAM_FOLDERS.stream()
                .map(folder -> Path.of(folder, "nft"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            return Finding.fail("nftables", "the program 'nft' is missing", mend);
        }
        Path program = found.get();
        try {
            Process nft = new ProcessBuilder(program.toString(), "list", "tables")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean answered = nft.waitFor(NFT_SECONDS, TimeUnit.SECONDS) && nft.exitValue() == 0;
            nft.destroyForcibly();
            return Finding.needed(answered, "nftables", answered ? program + " works" : program + " fails", mend);
        } catch (IOException e) {
            return Finding.fail("nftables", e.toString(), mend);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.fail("nftables", "interrupted", mend);
        }
    }
}
