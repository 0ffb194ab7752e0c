package dev.slipway.host.layer;

import com.github.luben.zstd.ZstdOutputStream;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Step;
import dev.slipway.host.layer.LayerFiles.Document;
import dev.slipway.host.layer.LayerFiles.Temporary;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.spec.DiskLimit;
import dev.slipway.host.spec.IdRange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The layers of this engine under one folder, which must be on a file system that can be an overlay's upper. */
public final class LayerStore implements Layers {
    private static final int BUFFER_BYTES = 128 << 10;

    /** The fastest: a plain archive is kept compressed only to save the disk. */
    private static final int ZSTD_LEVEL = 1;

    private final LayerFiles files;
    private final Snapshots snapshots;
    private final UnpackLimits limits;
    private final Removals removals = new Removals();
    private final Map<String, Document> known = new ConcurrentHashMap<>();

    public LayerStore(Path root) {
        this(root, UnpackLimits.DEFAULT);
    }

    public LayerStore(Path root, UnpackLimits limits) {
        Path absolute = root.toAbsolutePath();
        this.files = new LayerFiles(absolute);
        this.snapshots = new Snapshots(absolute);
        this.limits = limits;
        files.all().forEach(document -> known.put(document.diffId(), document));
    }

    @Override
    public boolean has(String diffId) {
        return known.containsKey(diffId);
    }

    @Override
    public Path dir(String diffId) {
        document(diffId);
        return files.tree(diffId);
    }

    private Document document(String diffId) {
        Document document = known.get(diffId);
        if (document == null) {
            throw EngineException.notFound("there is no layer '" + diffId + "'");
        }
        return document;
    }

    @Override
    public Layer unpack(InputStream archive) {
        return receive(archive, null);
    }

    @Override
    public Layer unpack(InputStream archive, String diffId) {
        return receive(archive, diffId);
    }

    private Layer receive(InputStream archive, @Nullable String expected) {
        try (Temporary temporary = files.temporary()) {
            BlobFile blob = new BlobFile(temporary.path().resolve(LayerFiles.BLOB));
            PushbackInputStream in = Decompression.peekable(archive);
            Decompression kind = Decompression.recognise(in);
            Tree tree;
            try (blob;
                    OutputStream copy = kind == Decompression.PLAIN ? new ZstdOutputStream(blob, ZSTD_LEVEL) : blob) {
                tree = unpackTree(in, kind, copy, temporary);
            }
            if (expected != null && !expected.equals(tree.digest)) {
                throw EngineException.invalid("the layer has digest " + tree.digest + ", its image says " + expected);
            }
            Decompression kept = kind == Decompression.PLAIN ? Decompression.ZSTD : kind;
            return publish(
                    temporary,
                    new Document(tree.digest, tree.bytes, tree.tarBytes, new Blob(blob.digest(), blob.bytes(), kept)));
        } catch (IOException e) {
            throw Decompression.damaged(e);
        }
    }

    private record Tree(String digest, long bytes, long tarBytes) {}

    /** Unpacks into the temporary folder's tree; {@code copy} gets the archive's bytes as they come. */
    private Tree unpackTree(InputStream in, Decompression kind, OutputStream copy, Temporary temporary)
            throws IOException {
        MeteredInput raw = new MeteredInput(in, copy);
        InputStream decoded = kind.decode(raw);
        MeteredInput plain = new MeteredInput(decoded, OutputStream.nullOutputStream());
        FolderTimes times = FolderTimes.inFile(temporary.path().resolve("times"));
        try (DirFd tree = temporary.makeTree();
                Unpacker unpacker = Unpacker.layer(tree, times)) {
            TarReader tar = new TarReader(plain);
            Runnable check = () -> plain.check(limits, raw.count());
            unpacker.run(tar, limits, check);
            tar.drain(check);
            drain(raw);
            Files.delete(temporary.path().resolve("times"));
            return new Tree(plain.digest(), unpacker.bytes(), plain.count());
        }
    }

    /** To the stream's end, where one that verifies its digest does so. */
    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (in.read(buffer, 0, buffer.length) >= 0) {
            continue;
        }
    }

    private Layer publish(Temporary temporary, Document document) {
        temporary.publish(document);
        Document first = known.putIfAbsent(document.diffId(), document);
        return layer(first == null ? document : first);
    }

    @Override
    public long diskBytes(String diffId) {
        document(diffId);
        return files.diskBytes(diffId);
    }

    private static Layer layer(Document document) {
        return new Layer(document.diffId(), document.bytes());
    }

    @Override
    public Layer adopt(InputStream archive) {
        try (Temporary temporary = files.temporary()) {
            PushbackInputStream in = Decompression.peekable(archive);
            unpackTree(in, Decompression.recognise(in), OutputStream.nullOutputStream(), temporary);
            return publish(temporary, digest(temporary, TreeTar.FilePreparation.NONE));
        } catch (IOException e) {
            throw Decompression.damaged(e);
        }
    }

    /** The layer that the temporary folder's tree is, as this engine writes it. */
    private static Document digest(Temporary temporary, TreeTar.FilePreparation preparation) throws IOException {
        BlobFile digest = BlobFile.none();
        try (DirFd folder = temporary.open();
                DirFd tree = folder.beneath(LayerFiles.TREE);
                TreeTar tar = new TreeTar(tree, new TarWriter(buffered(digest)), preparation)) {
            long bytes = tar.write();
            return new Document(digest.digest(), bytes, digest.bytes(), null);
        }
    }

    private static OutputStream buffered(OutputStream out) {
        return new BufferedOutputStream(out, BUFFER_BYTES);
    }

    @Override
    public void writeTar(String diffId, OutputStream out) {
        Document document = document(diffId);
        BlobFile digest = BlobFile.copying(out);
        try {
            if (document.blob() == null) {
                writeTree(diffId, digest);
            } else {
                try (InputStream blob = openBlob(diffId);
                        InputStream plain = Decompression.open(blob)) {
                    plain.transferTo(digest);
                }
            }
            digest.flush();
        } catch (IOException e) {
            throw EngineException.internal("cannot write layer '" + diffId + "': " + e.getMessage(), e);
        }
        if (!digest.digest().equals(diffId)) {
            throw EngineException.internal("layer '" + diffId + "' is damaged on disk: its digest differs", null);
        }
    }

    private void writeTree(String diffId, OutputStream out) throws IOException {
        try (DirFd tree = DirFd.open(files.tree(diffId));
                OutputStream buffered = buffered(BlobFile.copying(out));
                TreeTar tar = new TreeTar(tree, new TarWriter(buffered), TreeTar.FilePreparation.NONE)) {
            tar.write();
        }
    }

    @Override
    public long tarBytes(String diffId) {
        return document(diffId).tarBytes();
    }

    @Override
    public Optional<Blob> blob(String diffId) {
        return Optional.ofNullable(document(diffId).blob());
    }

    @Override
    public InputStream openBlob(String diffId) {
        try {
            return new BufferedInputStream(Files.newInputStream(files.blob(diffId)), BUFFER_BYTES);
        } catch (IOException e) {
            throw EngineException.internal("cannot read the archive of layer '" + diffId + "': " + e, e);
        }
    }

    @Override
    public Layer layer(String diffId) {
        return layer(document(diffId));
    }

    @Override
    public Snapshot snapshot(String owner, IdRange ids, DiskLimit limit) {
        return snapshots.make(owner, ids, limit);
    }

    @Override
    public boolean canLimit() {
        return SnapshotDisk.available();
    }

    @Override
    public Snapshot find(String owner) {
        return snapshots.find(owner);
    }

    @Override
    public List<String> snapshots() {
        return snapshots.owners();
    }

    @Override
    public Layer commit(Snapshot snapshot, IdRange ids) {
        if (snapshot.disk() != null) {
            // Nothing can be moved out of a file system.
            Layer layer = copy(snapshot, ids);
            remove(snapshot);
            return layer;
        }
        // A kill in the middle leaves a half-shifted tree in the temporary folder, never in a snapshot.
        try (Temporary temporary = files.temporary()) {
            try (DirFd folder = temporary.open()) {
                Step.before("layer: take the snapshot");
                snapshots.moveUpper(snapshot.owner(), folder, LayerFiles.TREE);
            }
            remove(snapshot);
            Step.before("layer: digest the files");
            return publish(temporary, digest(temporary, new OwnersBack(ids)));
        } catch (IOException e) {
            throw EngineException.internal("cannot make a layer of '" + snapshot.owner() + "': " + e.getMessage(), e);
        }
    }

    @Override
    public Layer copy(Snapshot snapshot, IdRange ids) {
        try (Temporary temporary = files.temporary()) {
            try (DirFd upper = snapshot.open()) {
                return adopt(upper, temporary.path().resolve("copy.tar"), new OwnersBack(ids).withoutTouching());
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot copy the files of '" + snapshot.owner() + "': " + e.getMessage(), e);
        }
    }

    /** A layer that has copies of a tree's files. */
    private Layer adopt(DirFd files, Path archive, TreeTar.FilePreparation preparation) throws IOException {
        try (OutputStream out = buffered(Files.newOutputStream(archive));
                TreeTar tar = new TreeTar(files, new TarWriter(out), preparation)) {
            tar.write();
        }
        try (InputStream in = Files.newInputStream(archive)) {
            return adopt(in);
        }
    }

    @Override
    public Layer merge(List<String> diffIds, Runnable check) {
        try (Temporary temporary = files.temporary()) {
            Path times = temporary.path().resolve("times");
            try (DirFd tree = temporary.makeTree()) {
                LayerMerge merge = new LayerMerge(tree, FolderTimes.inFile(times), check);
                for (String diffId : diffIds) {
                    try (DirFd layer = DirFd.open(dir(diffId))) {
                        merge.add(layer);
                    }
                }
                merge.finish();
                // Through an archive: a file of the new layer must not count the names that it has in others.
                return adopt(tree, temporary.path().resolve("merged.tar"), TreeTar.FilePreparation.NONE);
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot make one layer of " + diffIds.size() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void remove(Snapshot snapshot) {
        if (!snapshots.removeUnchanged(snapshot.owner())) {
            removals.later(files.discard(snapshots.folder(), snapshot.owner()));
        }
    }

    @Override
    public void remove(String diffId) {
        known.remove(diffId);
        removals.later(files.discard(diffId));
    }

    @Override
    public List<Layer> list() {
        return known.values().stream().map(LayerStore::layer).toList();
    }

    @Override
    public void close() {
        removals.close();
        files.close();
    }
}
