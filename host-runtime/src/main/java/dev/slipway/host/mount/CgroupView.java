package dev.slipway.host.mount;

import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.SyscallNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container sees at {@code /sys/fs/cgroup}: its own groups only, read-only. The process is in a cgroup namespace of
 * its own by then, so each shows as the root of its hierarchy.
 *
 * <p>A version 1 hierarchy is bound, not mounted: every mount of one takes the kernel's one lock on all groups and looks
 * through all of them, which cost a fifth of a whole start. And a hierarchy in which the container has no group would
 * show it the engine's.
 *
 * @param hierarchies names of the host's version 1 hierarchies below the place; empty when the host has version 2 only
 */
public record CgroupView(List<String> hierarchies) {
    private static final String PLACE = "/sys/fs/cgroup";
    private static final long CLOSED = Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
    private static final int FOLDER_MODE = 0755;
    private static final String V1_ROOT = "/sys/fs/cgroup/";

    /** As this host mounts them. */
    public static CgroupView ofHost() {
        List<String> hierarchies = new ArrayList<>();
        for (String line : SmallFile.read("/proc/self/mounts").split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length > 3 && fields[2].equals("cgroup") && fields[1].startsWith(V1_ROOT)) {
                hierarchies.add(fields[1].substring(V1_ROOT.length()));
            }
        }
        return new CgroupView(List.copyOf(hierarchies));
    }

    /** @param groups folders of the container's own groups in the host's tree */
    void add(Section section, PathSteps paths, List<Path> groups) {
        FsSteps fs = new FsSteps(section);
        if (hierarchies.isEmpty()) {
            Slot mount = fs.make("cgroup2", List.of(), CLOSED | Mounts.ATTR_RDONLY);
            PathSteps.attach(
                    section,
                    PLACE,
                    mount.value(),
                    paths.strictPlace(PLACE, true).value());
            return;
        }
        Slot folder = fs.make("tmpfs", List.of("mode=755", "size=64k"), CLOSED);
        PathSteps.attach(
                section, PLACE, folder.value(), paths.strictPlace(PLACE, true).value());
        for (String hierarchy : hierarchies) {
            Path root = Path.of(V1_ROOT, hierarchy);
            groups.stream()
                    .filter(group -> group.startsWith(root))
                    .findFirst()
                    .ifPresent(group -> bind(section, folder, hierarchy, group));
        }
        section.call(
                "make " + PLACE + " read-only",
                SyscallNumber.MOUNT_SETATTR,
                folder.value(),
                section.string(""),
                Mounts.AT_EMPTY_PATH | Mounts.AT_RECURSIVE,
                section.words(CLOSED | Mounts.ATTR_RDONLY, 0, 0, 0),
                Mounts.ATTR_SIZE);
    }

    /** The host's tree is still this process's; nothing in it follows a container's wish. */
    private static void bind(Section section, Slot folder, String hierarchy, Path group) {
        Slot tree = section.slot();
        section.call(
                        "clone cgroup " + hierarchy,
                        SyscallNumber.OPEN_TREE,
                        Mounts.AT_FDCWD,
                        section.string(group.toString()),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC)
                .into(tree);
        section.call(
                "make cgroup folder " + hierarchy,
                SyscallNumber.MKDIRAT,
                folder.value(),
                section.string(hierarchy),
                FOLDER_MODE);
        section.call(
                "bind cgroup " + hierarchy,
                SyscallNumber.MOVE_MOUNT,
                tree.value(),
                section.string(""),
                folder.value(),
                section.string(hierarchy),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH);
        section.call("close cgroup " + hierarchy, SyscallNumber.CLOSE, tree.value());
    }
}
