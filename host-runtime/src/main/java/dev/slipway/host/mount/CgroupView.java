package dev.slipway.host.mount;

import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.SyscallNumber;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container sees at {@code /sys/fs/cgroup}: its own group only, because the process is in a cgroup namespace of its
 * own by then, and read-only.
 *
 * @param controllers the host's version 1 hierarchies by their mount options; empty when the host has version 2 only
 */
public record CgroupView(List<String> controllers) {
    private static final String PLACE = "/sys/fs/cgroup";
    private static final long READ_ONLY =
            Mounts.ATTR_RDONLY | Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
    private static final int FOLDER_MODE = 0755;
    private static final String V1_ROOT = "/sys/fs/cgroup/";

    /** As this host mounts them. */
    public static CgroupView ofHost() {
        List<String> controllers = new ArrayList<>();
        for (String line : SmallFile.read("/proc/self/mounts").split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length > 3 && fields[2].equals("cgroup") && fields[1].startsWith(V1_ROOT)) {
                controllers.add(fields[1].substring(V1_ROOT.length()));
            }
        }
        return new CgroupView(List.copyOf(controllers));
    }

    void add(Section section, PathSteps paths) {
        FsSteps fs = new FsSteps(section);
        if (controllers.isEmpty()) {
            Slot mount = fs.make("cgroup2", List.of(), READ_ONLY);
            PathSteps.attach(
                    section,
                    PLACE,
                    mount.value(),
                    paths.strictPlace(PLACE, true).value());
            return;
        }
        Slot folder = fs.make("tmpfs", List.of("mode=755", "size=64k"), READ_ONLY & ~Mounts.ATTR_RDONLY);
        PathSteps.attach(
                section, PLACE, folder.value(), paths.strictPlace(PLACE, true).value());
        controllers.forEach(controller -> addHierarchy(section, fs, folder, controller));
        section.call(
                "make " + PLACE + " read-only",
                SyscallNumber.MOUNT_SETATTR,
                folder.value(),
                section.string(""),
                Mounts.AT_EMPTY_PATH,
                section.words(Mounts.ATTR_RDONLY, 0, 0, 0),
                Mounts.ATTR_SIZE);
    }

    private static void addHierarchy(Section section, FsSteps fs, Slot folder, String controller) {
        boolean named = controller.equals("systemd");
        List<String> settings = named ? List.of("none", "name=systemd") : List.of(controller.split(","));
        Slot mount = fs.make("cgroup", settings, READ_ONLY);
        section.call(
                "make cgroup folder " + controller,
                SyscallNumber.MKDIRAT,
                folder.value(),
                section.string(controller),
                FOLDER_MODE);
        section.call(
                "mount cgroup " + controller,
                SyscallNumber.MOVE_MOUNT,
                mount.value(),
                section.string(""),
                folder.value(),
                section.string(controller),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH);
        section.call("close cgroup " + controller, SyscallNumber.CLOSE, mount.value());
    }
}
