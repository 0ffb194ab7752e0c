package dev.slipway.host.container;

import dev.slipway.host.layer.FileArchive;
import dev.slipway.host.linux.DirFd;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes a container's whole file system as one archive, without what is mounted in it. */
final class Exports {
    private final Roots roots;

    Exports(Roots roots) {
        this.roots = roots;
    }

    void export(ContainerRecord record, OutputStream out) {
        try (DirFd root = roots.plain(record);
                FileArchive archive = new FileArchive(out, roots.ids(record))) {
            archive.writeFolder(root, "");
            archive.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
