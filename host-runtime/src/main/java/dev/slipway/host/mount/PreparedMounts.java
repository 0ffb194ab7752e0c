package dev.slipway.host.mount;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.spec.ContainerSpec;
import dev.slipway.host.spec.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a container's tree that only the engine may make: its root and its binds, mounted detached, so that nothing
 * is visible anywhere and nothing is left when the descriptors are closed.
 */
public final class PreparedMounts implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");

    /** Files that only tell of the machine, which lxcfs replaces; runc lets the same ones be mounted over. */
    private static final List<Path> PROC_FILES = Stream.of(
                    "cpuinfo", "diskstats", "loadavg", "meminfo", "slabinfo", "stat", "swaps", "uptime", "net/dev")
            .map(PROC::resolve)
            .toList();

    private final Fd root;
    private final List<UserMount> mounts;

    private PreparedMounts(Fd root, List<UserMount> mounts) {
        this.root = root;
        this.mounts = mounts;
    }

    /** Makes the mounts of {@code spec}. */
    public static PreparedMounts of(ContainerSpec spec, IdMappings mappings) {
        try (Fd ids = spec.ids() == null ? null : mappings.of(spec.ids())) {
            Fd root = OverlayRoot.mount(spec.rootfs(), ids);
            List<UserMount> made = new ArrayList<>();
            try {
                for (Mount mount : spec.mounts()) {
                    made.add(prepare(mount, ids));
                }
                return new PreparedMounts(root, List.copyOf(made));
            } catch (RuntimeException e) {
                made.forEach(UserMount::close);
                root.close();
                throw e;
            }
        }
    }

    private static UserMount prepare(Mount mount, @Nullable Fd ids) {
        refuseProc(mount.target());
        return switch (mount.kind()) {
            case TMPFS -> {
                long defaults = Mounts.ATTR_NOEXEC | Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV;
                yield new UserMount.Tmpfs(mount.target(), options(mount, defaults));
            }
            case FOLDER -> new UserMount.Folder(mount.target());
            case BIND -> bind(mount, Objects.requireNonNull(mount.source()), ids);
        };
    }

    /** What the kernel and this engine read and write there about a process must be the kernel's (CVE-2019-16884, CVE-2025-52881). */
    private static void refuseProc(String target) {
        Path place = Path.of("/", target).normalize();
        if (place.startsWith(PROC) && PROC_FILES.stream().noneMatch(place::equals)) {
            throw EngineException.invalid("cannot mount at '" + target
                    + "': it is inside /proc, where only files of statistics may be replaced; choose another target");
        }
    }

    private static UserMount bind(Mount mount, Path source, @Nullable Fd ids) {
        boolean directory = Files.isDirectory(source);
        boolean plain = directory || Files.isRegularFile(source);
        // A device file is bound to be used as one; a folder of a container that cannot make devices needs none.
        MountOptions options = options(mount, ids != null && plain ? Mounts.ATTR_NODEV : 0);
        if (!options.settings().isEmpty()) {
            throw EngineException.invalid("invalid option '"
                    + options.settings().getFirst() + "' for the bind mount at '" + mount.target() + "'");
        }
        Fd tree = clone(source, options.propagation() == Mounts.PROPAGATION_PRIVATE || directory);
        try {
            if (mount.idmapped() && ids != null) {
                Mounts.idmap(tree, ids, false);
            }
            Mounts.set(tree, options.attributes(), options.propagation(), true);
            return new UserMount.Bind(tree, mount.target(), directory);
        } catch (RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    private static Fd clone(Path source, boolean recursive) {
        try {
            return Mounts.cloneTree(source, recursive);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                throw EngineException.invalid("bind source path does not exist: " + source);
            }
            throw e;
        }
    }

    private static MountOptions options(Mount mount, long defaults) {
        return MountOptions.of(mount.options(), defaults | (mount.readOnly() ? Mounts.ATTR_RDONLY : 0));
    }

    /** The detached root; still owned by this. */
    public Fd root() {
        return root;
    }

    /** What the user asked for, in order. */
    List<UserMount> mounts() {
        return mounts;
    }

    /** The descriptors a program needs to attach everything, root first; still owned by this. */
    public List<Fd> descriptors() {
        List<Fd> all = new ArrayList<>(List.of(root));
        for (UserMount mount : mounts) {
            if (mount instanceof UserMount.Bind bind) {
                all.add(bind.tree());
            }
        }
        return all;
    }

    @Override
    public void close() {
        mounts.forEach(UserMount::close);
        root.close();
    }
}
