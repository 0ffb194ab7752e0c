package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.build.dockerfile.IgnoreFile;
import dev.slipway.host.layer.Decompression;
import dev.slipway.host.layer.TarReader;
import dev.slipway.host.layer.UnpackLimits;
import dev.slipway.host.layer.Unpacker;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.RootedFile;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The files sent with a build, unpacked into a folder of their own that goes when the build ends. */
final class BuildContext implements AutoCloseable {
    /** Largest Dockerfile and .dockerignore, in bytes. */
    private static final int MAX_TEXT = 1 << 20;

    private static final int OWNER_ONLY = 0700;
    private static final int RATIO = 2_000;

    private final Path path;
    private final DirFd parent;
    private final String name;
    private final DirFd root;

    private BuildContext(Path path, DirFd parent, String name, DirFd root) {
        this.path = path;
        this.parent = parent;
        this.name = name;
        this.root = root;
    }

    /**
     * Unpacks {@code tar}, in any compression, into a new folder.
     *
     * @param folder where contexts live
     * @param name an id that nothing else has
     */
    static BuildContext unpack(Path folder, String name, InputStream tar, BuildLimits limits) {
        DirFd parent = DirFd.open(folder);
        try {
            parent.mkdir(name, OWNER_ONLY);
            BuildContext context = new BuildContext(folder.resolve(name), parent, name, parent.beneath(name));
            try {
                context.fill(tar, limits);
                return context;
            } catch (RuntimeException e) {
                context.close();
                throw e;
            }
        } catch (RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    private void fill(InputStream tar, BuildLimits limits) {
        UnpackLimits bounds = new UnpackLimits(limits.contextEntries(), limits.contextBytes(), RATIO);
        try (Bounded in = new Bounded(Decompression.open(tar), limits.contextBytes());
                TarReader reader = new TarReader(in);
                Unpacker unpacker = Unpacker.files(root, RootView.ALL_IDS)) {
            unpacker.run(reader, bounds, Interruption::check);
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, "cannot read the build context: " + e.getMessage(), e);
        }
    }

    DirFd root() {
        return root;
    }

    /** Where it is, for mounting parts of it; nothing but its own files is below. */
    Path path() {
        return path;
    }

    /** The Dockerfile's text; {@code path} is relative to the context, and stays in it. */
    String dockerfile(String path) {
        Optional<String> text = read(path);
        if (text.isEmpty()) {
            throw EngineException.invalid("Cannot locate specified Dockerfile: " + path);
        }
        if (text.get().isBlank()) {
            throw EngineException.invalid("the Dockerfile (" + path + ") cannot be empty");
        }
        return text.get();
    }

    /** Removes what the .dockerignore leaves out, as a client should have done. The Dockerfile's own, if there is one, wins. */
    void applyIgnoreFile(String dockerfile) {
        Optional<String> text = read(dockerfile + ".dockerignore").or(() -> read(".dockerignore"));
        IgnoreFile rules = IgnoreFile.parse(text.orElse(""));
        if (!rules.isEmpty()) {
            removeIgnored(rules, "");
        }
    }

    private Optional<String> read(String path) {
        try {
            return RootedFile.read(root.fd(), path, MAX_TEXT);
        } catch (KernelException e) {
            if (e.errno() == Errno.EFBIG) {
                throw EngineException.invalid("'" + path + "' is larger than " + MAX_TEXT + " bytes");
            }
            throw e;
        }
    }

    private void removeIgnored(IgnoreFile rules, String path) {
        try (DirFd folder = root.beneath(path)) {
            for (String child : folder.names()) {
                String full = RealPath.join(path, child);
                boolean isFolder = folder.find(child).map(Stat::isDirectory).orElse(false);
                boolean ignored = rules.ignores(full);
                if (isFolder && (!ignored || rules.takesBack())) {
                    removeIgnored(rules, full);
                }
                if (ignored && !rules.takesBack()) {
                    TreeRemoval.remove(folder, child);
                } else if (ignored && isFolder) {
                    // Stays while something in it was taken back.
                    folder.rmdirIfEmpty(child);
                } else if (ignored) {
                    folder.unlink(child);
                }
            }
        }
    }

    @Override
    public void close() {
        root.close();
        TreeRemoval.remove(parent, name);
        parent.close();
    }
}
