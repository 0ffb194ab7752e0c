package dev.slipway.host.mount;

import dev.slipway.host.launch.Label;
import dev.slipway.host.launch.Section;
import dev.slipway.host.launch.Slot;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.linux.SyscallNumber;
import dev.slipway.host.spec.ContainerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operations by which a container's first process builds its tree, in the order they must have:
 *
 * <ol>
 *   <li>{@link #begin}: the root is attached where this process can pivot to it;
 *   <li>{@link #standard}: proc, sys, dev, cgroup, while the host's own proc is in sight: the kernel lets a user namespace
 *       mount proc and sysfs only as long as it can see a whole one;
 *   <li>{@link #user}: what was asked for, over the standard ones;
 *   <li>{@link #finish}: pivot, and the host is gone.
 * </ol>
 */
public final class RootSteps {
    private static final int MS_REC = 0x4000;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;

    /** statfs(2): f_type of proc(5), and room for the whole structure. */
    private static final int PROC_MAGIC = 0x9fa0;

    private static final int STATFS_BYTES = 256;
    private static final long CLOSED = Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
    private final Section section;
    private final ContainerSpec spec;
    private final PreparedMounts prepared;
    private final int rootNumber;
    private final Shared shared;
    private final PathSteps paths;
    private final FsSteps fs;
    private @Nullable Slot proc;
    private @Nullable Slot sys;
    private @Nullable Slot dev;

    /**
     * Mounts that the container does not make itself; null when it does.
     *
     * @param sys made by {@link #shareSys}
     * @param shm another container's /dev/shm
     */
    public record Shared(@Nullable Slot sys, @Nullable Slot shm) {}

    /**
     * @param rootNumber descriptor number of the root in the process; the binds follow it
     * @param shared mounts that were made before
     */
    public RootSteps(Section section, ContainerSpec spec, PreparedMounts prepared, int rootNumber, Shared shared) {
        this.shared = shared;
        this.section = section;
        this.spec = spec;
        this.prepared = prepared;
        this.rootNumber = rootNumber;
        this.paths = new PathSteps(section, rootNumber);
        this.fs = new FsSteps(section);
    }

    /** Paths below the root, until {@link #finish} and after it. */
    public PathSteps paths() {
        return paths;
    }

    /** On top of {@code /}, the one folder that whoever this is can reach; the pivot then goes below. */
    public void begin() {
        section.call("make mounts private", SyscallNumber.MOUNT, 0, section.string("/"), 0, MS_REC | MS_PRIVATE, 0);
        section.call(
                "mount the root",
                SyscallNumber.MOVE_MOUNT,
                rootNumber,
                section.string(""),
                Mounts.AT_FDCWD,
                section.string("/"),
                Mounts.MOVE_MOUNT_F_EMPTY_PATH);
    }

    /**
     * @param cgroups how the host has its hierarchies
     * @param groups folders of the container's own groups
     */
    public void standard(CgroupView cgroups, List<Path> groups) {
        Slot procMount = fs.make("proc", List.of(), CLOSED);
        attach("/proc", procMount);
        proc = procMount;
        if (mounted("/dev") == null) {
            dev = new DeviceSteps(section).add(paths, spec.shmBytes(), shared.shm());
        }
        Slot sysMount = sysfs();
        attach("/sys", sysMount);
        sys = sysMount;
        cgroups.add(section, paths, groups);
    }

    private Slot sysfs() {
        return shared.sys() == null
                ? fs.make("sysfs", List.of(), CLOSED | (spec.privileged() ? 0 : Mounts.ATTR_RDONLY))
                : shared.sys();
    }

    /**
     * Whether {@code spec}'s sysfs has to be made before its user namespace: a sysfs shows the network namespace it was made in,
     * and only an owner of that may make one.
     */
    public static boolean needsSharedSys(ContainerSpec spec) {
        return spec.ids() != null && spec.network() != ContainerSpec.Network.OWN;
    }

    /** Adds the operations that make such a sysfs. @return slot of the mount's descriptor */
    public static Slot shareSys(Section section) {
        return new FsSteps(section).make("sysfs", List.of(), CLOSED | Mounts.ATTR_RDONLY);
    }

    private void attach(String path, Slot mount) {
        PathSteps.attach(
                section, path, mount.value(), paths.strictPlace(path, true).value());
    }

    private @Nullable UserMount mounted(String target) {
        return prepared.mounts().stream()
                .filter(m -> m.target().equals(target))
                .findFirst()
                .orElse(null);
    }

    /** Attaches the user's mounts in their order. */
    public void user() {
        int number = rootNumber + 1;
        List<UserMount> all = new ArrayList<>(prepared.mounts());
        for (UserMount mount : all) {
            switch (mount) {
                case UserMount.Bind bind -> {
                    Slot place = paths.place(bind.target(), bind.directory());
                    notProc(bind.target(), place);
                    PathSteps.attach(section, bind.target(), number++, place.value());
                }
                case UserMount.Tmpfs tmpfs -> {
                    Slot place = paths.place(tmpfs.target(), true);
                    notProc(tmpfs.target(), place);
                    Slot made = fs.make(
                            "tmpfs", tmpfs.options().settings(), tmpfs.options().attributes());
                    PathSteps.attach(section, tmpfs.target(), made.value(), place.value());
                }
                case UserMount.Folder folder -> paths.place(folder.target(), true);
            }
        }
    }

    /** A link of the image's may lead the place into proc, whatever its name says (CVE-2019-16884, CVE-2019-19921). */
    private void notProc(String target, Slot place) {
        long statfs = section.space(STATFS_BYTES);
        Label covers = new Label("covers proc");
        Label other = new Label("not proc");
        section.call("examine " + target, SyscallNumber.FSTATFS, place.value(), statfs);
        section.compute("compare file system of " + target, new Slot(statfs).value(), 0, 0, -1, PROC_MAGIC)
                .onZero(covers)
                .onPositive(other)
                .onError(other);
        section.place(covers);
        section.compute("mount over proc at " + target, -Errno.EPERM.code(), 0, 0, -1, 0);
        section.place(other);
    }

    /** Makes the root this process's root and lets go of the host's tree. */
    public void finish() {
        section.call("enter the root", SyscallNumber.FCHDIR, rootNumber);
        // Old and new root stacked on one another: needs no folder to put the old one, and "." is then the old one's
        // top.
        section.call("pivot to the root", SyscallNumber.PIVOT_ROOT, section.string("."), section.string("."));
        section.call("leave the host's tree", SyscallNumber.UMOUNT2, section.string("."), MNT_DETACH);
        if (spec.rootfs().readOnly()) {
            long attr = section.words(Mounts.ATTR_RDONLY, 0, 0, 0);
            section.call(
                    "make the root read-only",
                    SyscallNumber.MOUNT_SETATTR,
                    rootNumber,
                    section.string(""),
                    Mounts.AT_EMPTY_PATH,
                    attr,
                    Mounts.ATTR_SIZE);
        }
        section.call("enter /", SyscallNumber.CHDIR, section.string("/"));
    }

    /** Descriptor number of the root. */
    public int root() {
        return rootNumber;
    }

    /** The mount at /proc, once {@link #standard} has been added. */
    public Slot proc() {
        return Objects.requireNonNull(proc);
    }

    /** The mount at /sys, once {@link #standard} has been added. */
    public Slot sys() {
        return Objects.requireNonNull(sys);
    }

    /** The mount at /dev; null when the user brought one. */
    public @Nullable Slot dev() {
        return dev;
    }
}
