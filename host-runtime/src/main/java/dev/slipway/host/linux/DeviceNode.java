package dev.slipway.host.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A device file.
 *
 * @param path where it is
 * @param type 'c' character, 'b' block
 * @param major of the device's number, makedev(3)
 * @param minor of the device's number
 * @param mode type and permissions, inode(7)
 */
public record DeviceNode(Path path, char type, int major, int minor, int mode) {
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /** What {@code path} leads to; empty when that is no device file. */
    public static Optional<DeviceNode> find(Path path) {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            long number = (Long) Files.getAttribute(path, "unix:rdev");
            return switch (mode & TYPE_MASK) {
                case CHARACTER -> Optional.of(of(path, 'c', number, mode));
                case BLOCK -> Optional.of(of(path, 'b', number, mode));
                default -> Optional.empty();
            };
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at device '" + path + "'", e);
        }
    }

    /** The C library's packing: 12 bits of major in the middle, 8 of minor below, the rest of both above. */
    private static DeviceNode of(Path path, char type, long number, int mode) {
        int major = (int) ((number >> 8 & 0xfff) | (number >> 32 & ~0xfff));
        int minor = (int) ((number & 0xff) | (number >> 12 & ~0xff));
        return new DeviceNode(path, type, major, minor, mode);
    }
}
