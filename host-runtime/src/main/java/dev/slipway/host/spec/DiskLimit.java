package dev.slipway.host.spec;

/**
 * How much may be written.
 *
 * @param bytes 0 = as much as there is room for
 * @param files inodes: files, folders, links; 0 = as many as usual for {@code bytes}
 */
public record DiskLimit(long bytes, long files) {
    public static final DiskLimit NONE = new DiskLimit(0, 0);

    /** One inode for each so many bytes is what mke2fs(8) gives too. */
    private static final long BYTES_PER_FILE = 16 << 10;

    /** A small disk is mostly small files. */
    private static final long FEWEST_FILES = 1024;

    public boolean limited() {
        return bytes > 0;
    }

    /** The inodes, decided. */
    public long inodes() {
        return files > 0 ? files : Math.max(FEWEST_FILES, bytes / BYTES_PER_FILE);
    }
}
