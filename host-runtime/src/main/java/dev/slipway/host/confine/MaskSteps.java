package dev.slipway.host.confine;

import dev.slipway.host.launch.HostDevice;
import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;

/**
 * Operations that hide paths: files behind the host's null device, folders behind an empty one, others read-only.
 *
 * <p>Paths in proc and sysfs are resolved beneath those very mounts and through no link, so that nothing an image or a
 * volume puts there is mistaken for them. A path that does not exist is left out.
 */
public final class MaskSteps {
    private static final long O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final long O_DIRECTORY = Architecture.current() == Architecture.X86_64 ? 0x10000 : 0x4000;

    /** RESOLVE_NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS, BENEATH. */
    private static final long STRICT = 0x01 | 0x02 | 0x04 | 0x08;

    /** RESOLVE_IN_ROOT, NO_MAGICLINKS. */
    private static final long IN_ROOT = 0x10 | 0x02;

    private static final int HOW_BYTES = 24;
    private static final long CLOSED = Mounts.ATTR_RDONLY | Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
    private final Section section;
    private final long root;
    private final long proc;
    private final long sys;

    /** @param root descriptor number of the root; with {@code proc} and {@code sys} the mounts at /proc and /sys */
    public MaskSteps(Section section, long root, Slot proc, Slot sys) {
        this.section = section;
        this.root = root;
        this.proc = proc.value();
        this.sys = sys.value();
    }

    public void add(HiddenPaths paths) {
        if (!paths.masked().isEmpty()) {
            Slot nothing = nothing();
            paths.masked().forEach(path -> mask(path, nothing));
            section.call("close null device", SyscallNumber.CLOSE, nothing.value());
        }
        paths.readOnly().forEach(this::readOnly);
    }

    /** Opened once and then used by descriptor: what was verified is what is mounted. */
    private Slot nothing() {
        Slot nothing = section.slot();
        section.call(
                        "open null device",
                        SyscallNumber.OPENAT,
                        Mounts.AT_FDCWD,
                        section.string(HostDevice.NULL.path()),
                        O_PATH_CLOEXEC)
                .into(nothing);
        HostDevice.NULL.verify(section, nothing);
        return nothing;
    }

    private void mask(String path, Slot nothing) {
        Slot place = section.slot();
        Slot mount = section.slot();
        Label file = new Label("file " + path);
        Label attach = new Label("attach mask of " + path);
        Label done = new Label("masked " + path);
        open(path, O_PATH_CLOEXEC | O_DIRECTORY, place, file);
        Slot fs = section.slot();
        section.call("open mask of " + path, SyscallNumber.FSOPEN, section.string("tmpfs"), Mounts.FSOPEN_CLOEXEC)
                .into(fs);
        section.call("create mask of " + path, SyscallNumber.FSCONFIG, fs.value(), Mounts.FSCONFIG_CMD_CREATE, 0, 0, 0);
        section.call("make mask of " + path, SyscallNumber.FSMOUNT, fs.value(), Mounts.FSMOUNT_CLOEXEC, CLOSED)
                .into(mount)
                .onPositive(attach);
        section.place(file);
        open(path, O_PATH_CLOEXEC, place, done);
        section.call(
                        "clone null device",
                        SyscallNumber.OPEN_TREE,
                        nothing.value(),
                        section.string(""),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC | Mounts.AT_EMPTY_PATH)
                .into(mount);
        section.place(attach);
        attach("mask " + path, mount, place);
        section.place(done);
    }

    private void readOnly(String path) {
        Slot place = section.slot();
        Slot copy = section.slot();
        Label done = new Label("read-only " + path);
        open(path, O_PATH_CLOEXEC, place, done);
        section.call(
                        "clone " + path,
                        SyscallNumber.OPEN_TREE,
                        place.value(),
                        section.string(""),
                        Mounts.OPEN_TREE_CLONE | Mounts.OPEN_TREE_CLOEXEC | Mounts.AT_EMPTY_PATH | Mounts.AT_RECURSIVE)
                .into(copy);
        section.call(
                "make " + path + " read-only",
                SyscallNumber.MOUNT_SETATTR,
                copy.value(),
                section.string(""),
                Mounts.AT_EMPTY_PATH | Mounts.AT_RECURSIVE,
                section.words(Mounts.ATTR_RDONLY, 0, 0, 0),
                Mounts.ATTR_SIZE);
        attach("mount read-only " + path, copy, place);
        section.place(done);
    }

    private void open(String path, long flags, Slot into, Label otherwise) {
        boolean inProc = path.startsWith("/proc/");
        boolean inSys = path.startsWith("/sys/");
        long folder = inProc ? proc : inSys ? sys : root;
        String relative = path.substring(inProc ? "/proc/".length() : inSys ? "/sys/".length() : 1);
        long how = section.words(flags, 0, inProc || inSys ? STRICT : IN_ROOT);
        section.call("find " + path, SyscallNumber.OPENAT2, folder, section.string(relative), how, HOW_BYTES)
                .into(into)
                .onError(otherwise);
    }

    private void attach(String what, Slot mount, Slot place) {
        section.call(
                what,
                SyscallNumber.MOVE_MOUNT,
                mount.value(),
                section.string(""),
                place.value(),
                section.string(""),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH | Mounts.MOVE_MOUNT_T_EMPTY_PATH);
    }
}
