package dev.slipway.host.start;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;

/**
 * The part of a start program between the shim and a container that is born into namespaces of another one. Entering a pid
 * namespace affects children only, and one who has entered another user namespace does not come back: so a process of its own,
 * the joiner, enters and then gives birth, and the container becomes the shim's child all the same.
 */
final class JoinSteps {
    private static final long NEW_MOUNT_NAMESPACE = 0x00020000L;
    private static final long NEW_IPC_NAMESPACE = 0x08000000L;
    private static final long NEW_USER_NAMESPACE = 0x10000000L;
    private static final long NEW_PID_NAMESPACE = 0x20000000L;
    private static final int CLONE_PARENT_SIGCHLD = 0x8000 | 17;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_PATH_CLOEXEC = 0x200000 | O_CLOEXEC;

    /** RESOLVE_NO_MAGICLINKS, NO_SYMLINKS. */
    private static final long NO_LINKS = 0x02 | 0x04;

    private static final int HOW_BYTES = 24;
    private static final int TMPFS_MAGIC = 0x01021994;
    private static final int STATFS_BYTES = 256;
    private final ContainerSpec spec;
    private final Joining joining;

    JoinSteps(ContainerSpec spec, Joining joining) {
        this.spec = spec;
        this.joining = joining;
    }

    /**
     * Adds the joiner, which ends where the container begins: with the operation added next.
     *
     * @param namespaces {@code CLONE_NEW…} that the container has of its own
     * @return where the joiner begins
     */
    Label addJoiner(Section section, ProcessSteps process, long namespaces) {
        Label begin = section.here("joiner");
        process.leaveSharedMemory();
        // What it reports must not come before the shim's report of itself.
        section.call("wait until the joiner is known", SyscallNumber.READ, Numbers.GO, section.space(1), 1);
        enter(section);
        long ends = section.space(Long.BYTES);
        Slot both = new Slot(ends);
        Slot readEnd = section.slot();
        Slot writeEnd = section.slot();
        section.call("make pipe", SyscallNumber.PIPE2, ends, O_CLOEXEC);
        section.compute("read end", both.value(), Integer.SIZE, Integer.SIZE, -1, 0)
                .into(readEnd);
        section.compute("write end", both.value(), 0, Integer.SIZE, -1, 0).into(writeEnd);
        long record = section.words(Report.FORKED, 0);
        Label container = new Label("container");
        section.call("create namespaces", SyscallNumber.CLONE, namespaces | CLONE_PARENT_SIGCHLD, 0, 0, 0, 0)
                .into(new Slot(record + Long.BYTES))
                .onZero(container);
        section.call("report the process", SyscallNumber.WRITE, Numbers.REPORT, record, Report.RECORD_BYTES);
        // As in an exec: the number stays the process's own while the engine opens it.
        section.call("wait until it is known", SyscallNumber.READ, Numbers.GO, section.space(1), 1);
        section.call("exit", SyscallNumber.EXIT_GROUP, 0);
        section.place(container);
        // The next word on the engine's pipe is for the joiner; the one after its end is for this process.
        section.call("close write end", SyscallNumber.CLOSE, writeEnd.value());
        section.call("wait for the joiner's end", SyscallNumber.READ, readEnd.value(), section.space(1), 1);
        section.call("close read end", SyscallNumber.CLOSE, readEnd.value());
        return begin;
    }

    /** Into the user namespace first: the others belong to it, and so must a container that is to make mounts in them. */
    private void enter(Section section) {
        long user = spec.ids() == null ? 0 : NEW_USER_NAMESPACE;
        if (joining.pid() >= 0) {
            section.call("join pid namespace", SyscallNumber.SETNS, joining.pid(), NEW_PID_NAMESPACE | user);
        }
        if (joining.ipc() >= 0) {
            boolean entered = joining.pid() >= 0;
            section.call(
                    "join ipc namespace", SyscallNumber.SETNS, joining.ipc(), NEW_IPC_NAMESPACE | (entered ? 0 : user));
        }
    }

    /**
     * Adds to the shim's operations those that take a copy of the other container's {@code /dev/shm}. The shim is in the other's
     * mounts for that, and in no other of its namespaces: nobody there can see it.
     *
     * @return slot of the mount's descriptor
     */
    Slot addSharedMemory(Section section) {
        Slot place = section.slot();
        Slot copy = section.slot();
        long how = section.words(O_PATH_CLOEXEC, 0, NO_LINKS);
        long statfs = section.space(STATFS_BYTES);
        Label genuine = new Label("genuine");
        section.call("enter the other's mounts", SyscallNumber.SETNS, joining.mounts(), NEW_MOUNT_NAMESPACE);
        section.call(
                        "open the other's /dev/shm",
                        SyscallNumber.OPENAT2,
                        Mounts.AT_FDCWD,
                        section.string("/dev/shm"),
                        how,
                        HOW_BYTES)
                .into(place);
        section.call("examine the other's /dev/shm", SyscallNumber.FSTATFS, place.value(), statfs);
        section.compute("the other's /dev/shm is a tmpfs", new Slot(statfs).value(), 0, 0, -1, TMPFS_MAGIC)
                .onZero(genuine);
        section.compute("the other's /dev/shm is a tmpfs", -Errno.ENODEV.code(), 0, 0, -1, 0);
        section.place(genuine);
        section.call(
                        "clone the other's /dev/shm",
                        SyscallNumber.OPEN_TREE,
                        place.value(),
                        section.string(""),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC | Mounts.AT_EMPTY_PATH)
                .into(copy);
        section.call("close the other's /dev/shm", SyscallNumber.CLOSE, place.value());
        section.call("return to the host's mounts", SyscallNumber.SETNS, joining.ownMounts(), NEW_MOUNT_NAMESPACE);
        return copy;
    }

    /** Namespaces of {@code own} without those that are joined, the user namespace with them. */
    long without(long own) {
        return own
                & ~(joining.pid() >= 0 ? NEW_PID_NAMESPACE : 0)
                & ~(joining.ipc() >= 0 ? NEW_IPC_NAMESPACE : 0)
                & ~(spec.joins().any() ? NEW_USER_NAMESPACE : 0);
    }
}
