package dev.slipway.host.layer;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How overlayfs marks, and layer archives name, what is removed (kernel overlayfs.rst; OCI image-spec layer.md). */
final class OverlayMark {
    /** Prefix of a removed name in an archive. */
    static final String WHITEOUT = ".wh.";

    /** In an archive: the folder hides all that lower layers have in it. */
    static final String OPAQUE_FOLDER = ".wh..wh..opq";

    /** Names with this prefix are a union file system's own notes. */
    static final String RESERVED = ".wh..wh.";

    static final String XATTRS = "trusted.overlay.";
    static final String OPAQUE = XATTRS + "opaque";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private OverlayMark() {}

    static void whiteout(DirFd folder, String name) {
        folder.mknod(name, Stat.CHAR_DEVICE, 0, 0);
    }

    static void opaque(DirFd folder) {
        Xattrs.set(folder, "", OPAQUE, YES);
    }

    static boolean isOpaque(DirFd folder) {
        return Xattrs.get(folder, "", OPAQUE)
                .filter(value -> Arrays.equals(value, YES))
                .isPresent();
    }

    /** A folder made where a removal was noted must not show what was removed. */
    static void folderOverWhiteout(DirFd parent, String name) throws KernelException {
        parent.unlink(name);
        parent.mkdir(name, 0755);
        try (DirFd made = parent.beneath(name)) {
            opaque(made);
        }
    }
}
