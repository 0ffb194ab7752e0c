package dev.slipway.host.main.doctor;

import dev.slipway.host.layer.SnapshotDisk;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.FileSystem;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.mount.IdmapProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the folders of an engine lie where they can. */
final class StorageChecks {
    private static final long GIB = 1L << 30;
    /** A base image, a build's layers and some apps. */
    private static final long NEEDED_BYTES = 5 * GIB;
    /** An unpacked image of a distribution has some ten thousand files. */
    private static final long NEEDED_FILES = 100_000;

    private final Path dataRoot;
    private final Path runRoot;

    StorageChecks(Path dataRoot, Path runRoot) {
        this.dataRoot = existing(dataRoot);
        this.runRoot = existing(runRoot);
    }

    /** The folder itself, or the nearest above it that exists. */
    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath();
        while (!Files.isDirectory(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        try {
            FileSystem data = FileSystem.of(dataRoot);
            all.add(space(data));
            all.add(files(data));
            all.add(kind(data));
            all.add(idmap());
            all.add(limits());
            all.add(runRoot(FileSystem.of(runRoot)));
        } catch (KernelException e) {
            all.add(Finding.fail("folders", String.valueOf(e.getMessage()), "choose others: --data-root, --run-root"));
        }
        return all;
    }

    private Finding space(FileSystem data) {
        return Finding.needed(
                data.availableBytes() >= NEEDED_BYTES,
                "disk space under " + dataRoot,
                String.format("%.1f GiB free", data.availableBytes() / (double) GIB),
                "free " + NEEDED_BYTES / GIB + " GiB, or choose a larger disk (SLIPWAY_DATA_ROOT)");
    }

    /** File systems that make inodes as needed report none at all. */
    private Finding files(FileSystem data) {
        boolean counted = data.files() > 0;
        return Finding.needed(
                !counted || data.freeFiles() >= NEEDED_FILES,
                "inodes under " + dataRoot,
                counted ? data.freeFiles() + " free" : "made as needed",
                "remove files, or choose a disk with more inodes (SLIPWAY_DATA_ROOT)");
    }

    private Finding kind(FileSystem data) {
        return Finding.needed(
                data.canHoldLayers(),
                "file system under " + dataRoot,
                data.name(),
                "choose a local disk with ext4, xfs or btrfs (SLIPWAY_DATA_ROOT): overlay cannot write above this one");
    }

    private Finding idmap() {
        String check = "idmapped mounts under " + dataRoot;
        try {
            IdmapProbe.tryOn(dataRoot);
            return Finding.ok(check, "available");
        } catch (KernelException e) {
            return e.errno() == Errno.EPERM
                    ? Finding.fail(check, String.valueOf(e.getMessage()), "run as root, on the host itself")
                    : Finding.fail(
                            check,
                            "not on this file system (" + e.errno().text() + ")",
                            "choose a local disk with ext4, xfs or btrfs (SLIPWAY_DATA_ROOT)");
        } catch (IllegalStateException e) {
            return Finding.fail(check, String.valueOf(e.getMessage()), "sysctl -w user.max_user_namespaces=65536");
        }
    }

    private static Finding limits() {
        return Finding.wanted(
                SnapshotDisk.available(),
                "limits for what containers write",
                SnapshotDisk.available() ? "loop devices and mkfs.ext4" : "no loop devices, or no mkfs.ext4",
                "modprobe loop; apt-get install e2fsprogs: without them tenants can fill the disk, and --storage-opt is refused");
    }

    private Finding runRoot(FileSystem run) {
        return Finding.wanted(
                run.inMemory(),
                "run-time state under " + runRoot,
                run.name(),
                "mount a tmpfs on /run: what is there must be gone after a boot");
    }
}
