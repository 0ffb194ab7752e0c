package dev.slipway.host.layer;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.image.Digests;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Errno;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.linux.TreeUse;
import dev.slipway.host.store.StateFile;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where layers are on disk; the only class that knows:
 *
 * <pre>
 * layers/HEX/fs           the unpacked tree
 * layers/HEX/blob         the archive as it came (plain ones as zstd), only where its bytes cannot be made again
 * layers/HEX/layer.json   {@link Document}
 * unflushed/HEX           the mark of a layer that a power cut would take, see {@link Flushing}
 * tmp/N                   a layer or removal in progress; emptied at start
 * </pre>
 *
 * <p>A layer is built under {@code tmp} and renamed into place as a whole, so a kill at any moment leaves all or nothing.
 * The kept blob costs about a third of the tree's size; it is what makes a pulled layer's digest hold for ever.
 */
final class LayerFiles {
    static final String TREE = "fs";
    static final String BLOB = "blob";
    private static final String DOCUMENT = "layer.json";
    private static final int OWNER_ONLY = 0700;
    private static final System.Logger LOG = System.getLogger("slipway.layers");

    private final Path root;
    private final DirFd layers;
    private final DirFd temporary;
    private final Flushing flushing;
    private final AtomicLong number = new AtomicLong();

    /**
     * What is known about a layer.
     *
     * @param bytes sizes of its files
     * @param tarBytes of the uncompressed archive
     * @param blob the kept archive, null when the tree makes it again
     */
    record Document(
            String diffId,
            long bytes,
            long tarBytes,
            @Nullable Blob blob) {}

    LayerFiles(Path root) {
        this.root = root;
        this.layers = folder(root, "layers");
        this.temporary = folder(root, "tmp");
        this.flushing = new Flushing(root);
        flushing.lost().forEach(this::giveUp);
        temporary.names().forEach(name -> TreeRemoval.remove(temporary, name));
    }

    private void giveUp(String hex) {
        LOG.log(
                Level.WARNING,
                "layer ''{0}'' was not yet on disk when the machine went down: pull or build its image again",
                hex);
        if (layers.find(hex).isPresent()) {
            layers.rename(hex, temporary, hex);
        }
        flushing.forget(hex);
    }

    /** Ends what goes on behind. */
    void close() {
        flushing.close();
    }

    /** Makes {@code root/name}, readable by root only, if it is not there. */
    static DirFd folder(Path root, String name) {
        try {
            java.nio.file.Files.createDirectories(root);
        } catch (java.io.IOException e) {
            throw EngineException.internal("cannot make the folder '" + root + "': " + e, e);
        }
        try (DirFd parent = DirFd.open(root)) {
            if (parent.find(name).isEmpty()) {
                parent.mkdir(name, OWNER_ONLY);
            }
            return DirFd.open(root.resolve(name));
        }
    }

    List<Document> all() {
        List<Document> all = new ArrayList<>();
        for (String hex : layers.names()) {
            StateFile<Document> file = document(root.resolve("layers").resolve(hex));
            file.readOrSetAside().ifPresentOrElse(all::add, () -> setAside(hex));
        }
        return all;
    }

    /** A layer without its document cannot be used, and would stand in the way of the same layer when it comes again. */
    private void setAside(String hex) {
        String aside = hex + StateFile.DAMAGED;
        LOG.log(
                Level.ERROR,
                "layer ''{0}'' has no readable document; its files are kept as ''{1}''",
                hex,
                root.resolve(aside));
        try (DirFd folder = DirFd.open(root)) {
            layers.rename(hex, folder, aside);
        }
    }

    private static StateFile<Document> document(Path layer) {
        return new StateFile<>(layer.resolve(DOCUMENT), Document.class);
    }

    Path tree(String diffId) {
        return layer(diffId).resolve(TREE);
    }

    Path blob(String diffId) {
        return layer(diffId).resolve(BLOB);
    }

    long diskBytes(String diffId) {
        return TreeUse.bytes(layer(diffId));
    }

    private Path layer(String diffId) {
        return root.resolve("layers").resolve(Digests.hex(diffId));
    }

    /** A new folder for work in progress. */
    Temporary temporary() {
        String name = Long.toString(number.getAndIncrement());
        temporary.mkdir(name, OWNER_ONLY);
        return new Temporary(name);
    }

    /**
     * Moves {@code name} in {@code from} away, to be removed by the caller through what is returned. On a full disk there is
     * no room to move anything to: it is removed where it is, and null returned.
     */
    @Nullable
    Temporary discard(DirFd from, String name) {
        Temporary trash;
        try {
            trash = temporary();
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOSPC && e.errno() != Errno.EDQUOT) {
                throw e;
            }
            TreeRemoval.remove(from, name);
            return null;
        }
        try (DirFd into = trash.open()) {
            from.rename(name, into, name);
        }
        return trash;
    }

    /** Takes a layer out of sight; null when there is none. */
    @Nullable
    Temporary discard(String diffId) {
        String hex = Digests.hex(diffId);
        if (layers.find(hex).isEmpty()) {
            return null;
        }
        Temporary trash = discard(layers, hex);
        flushing.forget(hex);
        return trash;
    }

    /** A folder under {@code tmp}; closing it removes what is left in it. */
    final class Temporary implements AutoCloseable {
        private final String name;

        private Temporary(String name) {
            this.name = name;
        }

        Path path() {
            return root.resolve("tmp").resolve(name);
        }

        DirFd open() {
            return temporary.beneath(name);
        }

        /** Makes the tree's folder, owned by root, and opens it. */
        DirFd makeTree() {
            try (DirFd folder = open()) {
                folder.mkdir(TREE, 0755);
                folder.chmod(TREE, 0755);
                return folder.beneath(TREE);
            }
        }

        /** Moves this into its place as the layer {@code document} describes; one that is there already stays. */
        void publish(Document document) {
            Step.before("layer: write the document");
            document(path()).write(document);
            String hex = Digests.hex(document.diffId());
            if (layers.find(hex).isPresent()) {
                return;
            }
            flushing.mark(hex);
            Step.before("layer: put it in place");
            try {
                temporary.rename(name, layers, hex);
            } catch (KernelException e) {
                if (e.errno() != Errno.ENOTEMPTY && e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
            flushing.later();
        }

        @Override
        public void close() {
            TreeRemoval.remove(temporary, name);
        }
    }

    /** The layer's document, read from disk. */
    Optional<Document> find(String diffId) {
        return document(layer(diffId)).read();
    }
}
