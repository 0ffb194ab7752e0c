package dev.slipway.host.build;

import dev.slipway.host.build.dockerfile.IgnoreFile;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** Digests files and trees by what COPY takes from them: names, types, permissions, contents, owners on wish; no times. */
final class TreeDigest {
    private static final int BUFFER_BYTES = 256 << 10;

    private final MessageDigest digest;
    private final DirFd root;
    private final boolean owners;
    private final IgnoreFile excluded;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** @param owners whether uid and gid count: not for files of a context, whose owners COPY does not take */
    TreeDigest(MessageDigest digest, DirFd root, boolean owners, IgnoreFile excluded) {
        this.digest = digest;
        this.root = root;
        this.owners = owners;
        this.excluded = excluded;
    }

    /** Adds what is at {@code path}, a path without links. */
    void add(String path) {
        add(path, "");
    }

    private void add(String path, String relative) {
        Interruption.check();
        Stat stat = RealPath.stat(root, path);
        header(relative, stat);
        switch (stat.type()) {
            case Stat.DIRECTORY -> addFolder(path, relative);
            case Stat.REGULAR -> addContent(path);
            case Stat.SYMLINK -> addLink(path);
            default -> text("special");
        }
    }

    private void header(String relative, Stat stat) {
        text(relative + '\0' + Integer.toOctalString(stat.mode()));
        if (owners) {
            text(stat.uid() + ":" + stat.gid());
        }
        if (stat.isRegular()) {
            text(Long.toString(stat.bytes()));
        }
    }

    private void addFolder(String path, String relative) {
        List<String> names;
        try (DirFd folder = root.beneath(path)) {
            names = folder.names().stream().sorted().toList();
        }
        for (String name : names) {
            String child = RealPath.join(relative, name);
            if (!excluded.ignores(child)) {
                add(RealPath.join(path, name), child);
            }
        }
    }

    private void addContent(String path) {
        try (Fd file = root.openToRead(path);
                InputStream in = Files.newInputStream(Path.of(file.path()))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                Interruption.check();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + path + "'", e);
        }
    }

    private void addLink(String path) {
        try (DirFd folder = root.beneath(RealPath.parent(path))) {
            text(folder.readLink(RealPath.name(path)));
        }
    }

    private void text(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_16BE));
        digest.update((byte) 0);
        digest.update((byte) 1);
    }
}
