package dev.slipway.host.mount;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.Descriptors;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.DiskImage;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Mounts;
import dev.slipway.host.spec.Rootfs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mounts a container's layers as one tree that is attached nowhere. */
public final class OverlayRoot {
    /** The kernel's own limit on lower layers (ovl_parse_layer). */
    private static final int MAX_LAYERS = 500;

    private OverlayRoot() {}

    /**
     * The detached root mount.
     *
     * @param ids user namespace by which the lower layers are shown; null when ids are as on disk. The upper folder is never
     *     mapped: overlayfs cannot make its work folder then and silently mounts read-only
     */
    public static Fd mount(Rootfs rootfs, @Nullable Fd ids) {
        if (rootfs.lower().isEmpty() || rootfs.lower().size() > MAX_LAYERS) {
            throw EngineException.invalid("a container root needs 1 to " + MAX_LAYERS + " layers, not "
                    + rootfs.lower().size());
        }
        List<Fd> open = new ArrayList<>();
        try (Fd overlay = Mounts.open("overlay")) {
            for (Path layer : distinct(rootfs.lower())) {
                Fd tree = Mounts.cloneTree(layer, false);
                open.add(tree);
                if (ids != null) {
                    Mounts.idmap(tree, ids, false);
                }
                addLayer(overlay, tree);
            }
            // By descriptor: a string value may have at most 255 bytes.
            Fd disk = disk(rootfs, open);
            Mounts.configure(overlay, "upperdir", folder(disk, rootfs.upper(), open));
            Mounts.configure(overlay, "workdir", folder(disk, rootfs.work(), open));
            // Layers come from strangers: an xattr in one must not lead the overlay elsewhere.
            Mounts.configure(overlay, "metacopy", "off");
            Mounts.configure(overlay, "redirect_dir", "nofollow");
            // Device files in a layer would be live: nothing in a user namespace can make one, so nothing legitimate
            // needs one.
            return Mounts.mountDetached(overlay, ids != null ? Mounts.ATTR_NODEV : 0);
        } finally {
            open.forEach(Fd::close);
        }
    }

    /**
     * The same tree to read only, also while the container runs: the upper folder, whose ids are the container's already,
     * is one more lower layer.
     */
    static Fd look(Rootfs rootfs, @Nullable Fd ids) {
        List<Fd> open = new ArrayList<>();
        try (Fd overlay = Mounts.open("overlay")) {
            addLayer(overlay, folder(disk(rootfs, open), rootfs.upper(), open));
            for (Path layer : distinct(rootfs.lower())) {
                Fd tree = Mounts.cloneTree(layer, false);
                open.add(tree);
                if (ids != null) {
                    Mounts.idmap(tree, ids, false);
                }
                addLayer(overlay, tree);
            }
            Mounts.configure(overlay, "metacopy", "off");
            Mounts.configure(overlay, "redirect_dir", "nofollow");
            return Mounts.mountDetached(overlay, Mounts.ATTR_RDONLY | Mounts.ATTR_NODEV);
        } finally {
            open.forEach(Fd::close);
        }
    }

    /**
     * Each layer once, where it is topmost: overlayfs takes no folder twice (ELOOP), and images do repeat layers, the empty one
     * above all. What a layer has and hides it has and hides from its topmost place on, so the places below add nothing.
     */
    static List<Path> distinct(List<Path> lower) {
        return lower.stream().distinct().toList();
    }

    /** The file system of the writable folders, when they have one of their own; the overlay keeps it mounted. */
    private static @Nullable Fd disk(Rootfs rootfs, List<Fd> open) {
        if (rootfs.disk() == null) {
            return null;
        }
        Fd disk = DiskImage.mount(rootfs.disk());
        open.add(disk);
        return disk;
    }

    private static Fd folder(@Nullable Fd disk, Path path, List<Fd> open) {
        Fd fd = disk == null
                ? Descriptors.open(path, Descriptors.PATH_ONLY)
                : DirFd.borrowed(disk).beneath(path.toString()).fd();
        open.add(fd);
        return fd;
    }

    private static void addLayer(Fd overlay, Fd tree) {
        try {
            Mounts.configure(overlay, "lowerdir+", tree);
        } catch (KernelException e) {
            if (e.errno() == Errno.EINVAL) {
                throw EngineException.internal(
                        "this kernel takes no overlay layers by descriptor: Linux 6.13 or newer is needed", e);
            }
            throw e;
        }
    }
}
