package dev.slipway.host.layer;

import dev.slipway.host.linux.Stat;
import java.util.List;
import java.util.Map;

/**
 * One member of a tar archive.
 *
 * @param name as in the archive; may be absolute, contain ".." or end in a slash
 * @param mode permission bits with setuid, setgid, sticky; no type
 * @param bytes size of a regular file once unpacked, 0 for everything else
 * @param mtimeSeconds since the epoch
 * @param linkName where a link points, "" for everything else
 * @param xattrs extended attributes by full name
 * @param extents the parts of a sparse file that are in the archive, ascending; null when it is not sparse
 */
public record TarEntry(
        String name,
        Type type,
        int mode,
        long uid,
        long gid,
        long bytes,
        long mtimeSeconds,
        int mtimeNanos,
        String linkName,
        int major,
        int minor,
        Map<String, byte[]> xattrs,
        @org.jspecify.annotations.Nullable List<Extent> extents) {
    /** What kind of file. */
    public enum Type {
        FILE('0'),
        HARD_LINK('1'),
        SYMLINK('2'),
        CHAR_DEVICE('3'),
        BLOCK_DEVICE('4'),
        FOLDER('5'),
        FIFO('6');

        private final char flag;

        Type(char flag) {
            this.flag = flag;
        }

        /** The header's type flag. */
        char flag() {
            return flag;
        }
    }

    /** A part of a sparse file; bytes. */
    public record Extent(long offset, long length) {}

    /** A file, folder or link with no attributes. */
    public static TarEntry of(String name, Type type, int mode, long bytes, String linkName) {
        return new TarEntry(name, type, mode, 0, 0, bytes, 0, 0, linkName, 0, 0, Map.of(), null);
    }

    /** What {@code stat} describes, under the name {@code name}. */
    static TarEntry of(String name, Type type, Stat stat, Map<String, byte[]> xattrs, long bytes, String linkName) {
        return new TarEntry(
                name,
                type,
                stat.permissions(),
                stat.uid(),
                stat.gid(),
                bytes,
                stat.mtimeSeconds(),
                0,
                linkName,
                0,
                0,
                xattrs,
                null);
    }
}
