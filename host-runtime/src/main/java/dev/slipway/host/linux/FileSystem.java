package dev.slipway.host.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What statfs(2) says of the file system a path lies on.
 *
 * @param kind its magic number
 * @param files inodes there can be; 0 where they are made as needed
 */
public record FileSystem(long kind, long availableBytes, long files, long freeFiles) {
    private static final int STATFS_BYTES = 120;
    private static final long TMPFS = 0x01021994;
    private static final long RAMFS = 0x858458f6L;
    private static final long OVERLAY = 0x794c7630;
    private static final long NFS = 0x6969;
    private static final long FUSE = 0x65735546;
    private static final long NINE_P = 0x01021997;
    private static final Map<Long, String> NAMES = Map.of(
            TMPFS,
            "tmpfs",
            RAMFS,
            "ramfs",
            OVERLAY,
            "overlay",
            NFS,
            "nfs",
            FUSE,
            "fuse",
            NINE_P,
            "9p",
            0xEF53L,
            "ext4",
            0x58465342L,
            "xfs",
            0x9123683EL,
            "btrfs",
            0xF2F52010L,
            "f2fs");

    /** Overlay's upper layer needs trusted extended attributes and whiteouts, which these do not keep. */
    private static final Set<Long> WITHOUT_UPPER = Set.of(RAMFS, OVERLAY, NFS, FUSE, NINE_P);

    /** The file system {@code path} lies on. */
    public static FileSystem of(Path path) {
        String name = path.toString();
        try (NativeMemory text = NativeMemory.string(name);
                NativeMemory buffer = new NativeMemory(STATFS_BYTES)) {
            Sys.call("statfs", name, SyscallNumber.STATFS, text.address(), buffer.address());
            long block = buffer.getLong(8);
            return new FileSystem(
                    buffer.getLong(0), buffer.getLong(32) * block, buffer.getLong(40), buffer.getLong(48));
        }
    }

    /** As mount(8) names it; its number when it is none of the usual ones. */
    public String name() {
        return NAMES.getOrDefault(kind, "0x" + Long.toHexString(kind));
    }

    public boolean inMemory() {
        return kind == TMPFS || kind == RAMFS;
    }

    /** Whether it can be written to through overlay. */
    public boolean canHoldLayers() {
        return !WITHOUT_UPPER.contains(kind);
    }
}
