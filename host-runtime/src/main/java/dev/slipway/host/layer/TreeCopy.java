package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.linux.DirFd;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies what is in one folder into another, with owners, modes, times and attributes; devices and sockets stay behind. */
public final class TreeCopy {
    private TreeCopy() {}

    /** @param temporary folder for the archive in between, which keeps memory small whatever the tree is like */
    public static void copy(DirFd from, DirFd into, Path temporary) {
        try {
            Path archive = Files.createTempFile(temporary, "copy-", ".tar");
            try {
                write(from, archive);
                read(archive, into);
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw EngineException.internal(
                    "cannot copy '" + from.fd().name() + "' to '" + into.fd().name() + "': " + e.getMessage(), e);
        }
    }

    private static void write(DirFd from, Path archive) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
                TreeTar tar = new TreeTar(from, new TarWriter(out), TreeTar.FilePreparation.NONE)) {
            tar.write();
        }
    }

    private static void read(Path archive, DirFd into) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                Unpacker unpacker = Unpacker.unshifted(into)) {
            unpacker.run(new TarReader(in), UnpackLimits.DEFAULT, () -> {});
        }
    }
}
