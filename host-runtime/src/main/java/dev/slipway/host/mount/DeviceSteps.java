package dev.slipway.host.mount;

import dev.slipway.host.launch.HostDevice;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Operations that furnish {@code /dev}: a folder of the container's own, the host's harmless devices bound into it, terminals, shared memory. */
final class DeviceSteps {
    private static final int REGULAR_FILE = 0100000;
    private static final int FOLDER_MODE = 0755;

    /** Devices every container has. They are bound because a user namespace cannot make device files. */
    private static final List<HostDevice> NODES = List.of(
            HostDevice.NULL,
            new HostDevice("/dev/zero", 1, 5),
            new HostDevice("/dev/full", 1, 7),
            new HostDevice("/dev/random", 1, 8),
            new HostDevice("/dev/urandom", 1, 9),
            new HostDevice("/dev/tty", 5, 0));

    private static final Map<String, String> LINKS = new TreeMap<>(Map.of(
            "fd", "/proc/self/fd",
            "stdin", "/proc/self/fd/0",
            "stdout", "/proc/self/fd/1",
            "stderr", "/proc/self/fd/2",
            "core", "/proc/kcore",
            "ptmx", "pts/ptmx"));
    private final Section section;
    private final FsSteps fs;

    DeviceSteps(Section section) {
        this.section = section;
        this.fs = new FsSteps(section);
    }

    /**
     * @param sharedMemory another container's mount for {@code /dev/shm}, or null
     * @return slot of the mount at {@code /dev}
     */
    Slot add(PathSteps paths, long shmBytes, @Nullable Slot sharedMemory) {
        Slot place = paths.strictPlace("/dev", true);
        Slot dev = fs.make("tmpfs", List.of("mode=755", "size=65536k"), Mounts.ATTR_NOSUID | Mounts.ATTR_STRICTATIME);
        PathSteps.attach(section, "/dev", dev.value(), place.value());
        NODES.forEach(node -> bindNode(dev, node));
        LINKS.forEach((name, target) -> section.call(
                "link /dev/" + name,
                SyscallNumber.SYMLINKAT,
                section.string(target),
                dev.value(),
                section.string(name)));
        long closed = Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
        folder(
                dev,
                "pts",
                fs.make(
                        "devpts",
                        List.of("ptmxmode=0666", "mode=0620", "gid=5"),
                        Mounts.ATTR_NOSUID | Mounts.ATTR_NOEXEC));
        folder(dev, "mqueue", fs.make("mqueue", List.of(), closed));
        if (sharedMemory != null) {
            folder(dev, "shm", sharedMemory);
        } else if (shmBytes != ContainerSpec.NO_SHM) {
            folder(dev, "shm", fs.make("tmpfs", List.of("mode=1777", "size=" + shmBytes), closed));
        }
        return dev;
    }

    private void bindNode(Slot dev, HostDevice node) {
        String name = node.path().substring("/dev/".length());
        file(dev, name);
        Slot tree = fs.cloneOfHost(node.path());
        node.verify(section, tree);
        attachAt(dev, name, tree);
    }

    /** Makes an empty file to mount on. */
    void file(Slot dev, String name) {
        section.call(
                "make /dev/" + name, SyscallNumber.MKNODAT, dev.value(), section.string(name), REGULAR_FILE | 0666, 0);
    }

    private void folder(Slot dev, String name, Slot mount) {
        section.call("make /dev/" + name, SyscallNumber.MKDIRAT, dev.value(), section.string(name), FOLDER_MODE);
        attachAt(dev, name, mount);
    }

    /** By name: the folder was just made and nobody else has seen it. */
    void attachAt(Slot dev, String name, Slot mount) {
        section.call(
                "mount /dev/" + name,
                SyscallNumber.MOVE_MOUNT,
                mount.value(),
                section.string(""),
                dev.value(),
                section.string(name),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH);
        section.call("close mount of /dev/" + name, SyscallNumber.CLOSE, mount.value());
    }
}
