package dev.slipway.host.sbom;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A regular file of the tree.
 *
 * @param folder where it is
 * @param executable whether somebody may run it
 */
record FoundFile(DirFd folder, String name, long bytes, boolean executable) {
    /** Databases of packages have some megabytes; longer texts are cut. */
    private static final int MOST_TEXT = 32 << 20;

    String text() throws IOException {
        try (InputStream in = open()) {
            return new String(in.readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
        }
    }

    InputStream open() throws IOException {
        try (Fd fd = folder.openToRead(name)) {
            return Files.newInputStream(Path.of(fd.path()));
        }
    }

    FileChannel channel() throws IOException {
        try (Fd fd = folder.openToRead(name)) {
            return FileChannel.open(Path.of(fd.path()));
        }
    }
}
