package dev.slipway.host.linux;

/**
 * What statx(2) tells about a file.
 *
 * @param mode type and permission bits, as in {@code st_mode}
 * @param rdev device number of a device node, {@code major << 32 | minor}
 * @param device the file system's number; with {@code inode} it identifies the file
 * @param bytes apparent size
 * @param blocks allocated, in units of 512 bytes
 */
public record Stat(
        int mode,
        long uid,
        long gid,
        long bytes,
        long blocks,
        long inode,
        long device,
        long rdev,
        int links,
        long mtimeSeconds,
        int mtimeNanos) {
    public static final int TYPE_MASK = 0170000;
    public static final int SOCKET = 0140000;
    public static final int SYMLINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHAR_DEVICE = 0020000;
    public static final int FIFO = 0010000;
    static final int SIZE = 256;
    private static final long U32 = 0xFFFFFFFFL;

    /** One of the type constants. */
    public int type() {
        return mode & TYPE_MASK;
    }

    /** Permission bits with setuid, setgid and sticky. */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isRegular() {
        return type() == REGULAR;
    }

    public boolean isSymlink() {
        return type() == SYMLINK;
    }

    /** Whether it is overlayfs's mark of a removed file. */
    public boolean isWhiteout() {
        return type() == CHAR_DEVICE && rdev == 0;
    }

    /** The same with another owner. */
    public Stat withOwner(long newUid, long newGid) {
        return new Stat(mode, newUid, newGid, bytes, blocks, inode, device, rdev, links, mtimeSeconds, mtimeNanos);
    }

    /** Reads a {@code struct statx}. */
    static Stat read(NativeMemory memory) {
        return new Stat(
                memory.getShort(28) & 0xFFFF,
                memory.getInt(20) & U32,
                memory.getInt(24) & U32,
                memory.getLong(40),
                memory.getLong(48),
                memory.getLong(32),
                number(memory, 136),
                number(memory, 128),
                memory.getInt(16),
                memory.getLong(112),
                memory.getInt(120));
    }

    private static long number(NativeMemory memory, int offset) {
        return ((memory.getInt(offset) & U32) << 32) | (memory.getInt(offset + 4) & U32);
    }
}
