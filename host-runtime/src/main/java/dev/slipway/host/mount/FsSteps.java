package dev.slipway.host.mount;

import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import java.util.List;

/** Operations that make a file system in the namespaces of whoever executes them, mounted nowhere yet. */
final class FsSteps {
    private final Section section;

    FsSteps(Section section) {
        this.section = section;
    }

    /**
     * @param settings {@code key=value}, or {@code key} for a flag
     * @param attributes {@code Mounts.ATTR_…}
     * @return slot of the mount's descriptor
     */
    Slot make(String type, List<String> settings, long attributes) {
        Slot fs = section.slot();
        Slot mount = section.slot();
        section.call("open " + type, SyscallNumber.FSOPEN, section.string(type), Mounts.FSOPEN_CLOEXEC)
                .into(fs);
        settings.forEach(setting -> configure(type, fs, setting));
        section.call("create " + type, SyscallNumber.FSCONFIG, fs.value(), Mounts.FSCONFIG_CMD_CREATE, 0, 0, 0);
        section.call("make mount of " + type, SyscallNumber.FSMOUNT, fs.value(), Mounts.FSMOUNT_CLOEXEC, attributes)
                .into(mount);
        section.call("close " + type, SyscallNumber.CLOSE, fs.value());
        return mount;
    }

    private void configure(String type, Slot fs, String setting) {
        int equals = setting.indexOf('=');
        String what = "configure " + type + " " + setting;
        if (equals < 0) {
            section.call(
                    what, SyscallNumber.FSCONFIG, fs.value(), Mounts.FSCONFIG_SET_FLAG, section.string(setting), 0, 0);
        } else {
            section.call(
                    what,
                    SyscallNumber.FSCONFIG,
                    fs.value(),
                    Mounts.FSCONFIG_SET_STRING,
                    section.string(setting.substring(0, equals)),
                    section.string(setting.substring(equals + 1)),
                    0);
        }
    }

    /** A copy of the mount at a path of the host, which is still in sight. */
    Slot cloneOfHost(String path) {
        Slot tree = section.slot();
        section.call(
                        "clone " + path,
                        SyscallNumber.OPEN_TREE,
                        Mounts.AT_FDCWD,
                        section.string(path),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC)
                .into(tree);
        return tree;
    }
}
